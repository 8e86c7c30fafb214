#include "plc/control/status_blocks.h"

#include <span>

#include "plc/registers/register_image.h"

namespace millwright::plc {
namespace {

constexpr std::size_t kBlockRegisters = 100;

std::uint16_t number(auto value) { return static_cast<std::uint16_t>(value); }

void write_header(const RegisterWriter& out, Unit unit, const Line& line, const CommandDesk& desk, BlockStamp stamp) {
  const Echo& echo = desk.echo(unit);
  out.u32(map::header::kScanCounter, stamp.scan_counter);
  out.i64(map::header::kScanTime, register_time(stamp.scan_time));
  out.u16(map::header::kState, number(line.state(unit)));
  out.u16(map::header::kStopCode, number(line.stop_code(unit)));
  out.id(map::header::kEchoId, echo.id);
  out.u16(map::header::kEchoResult, number(echo.result));
  out.u16(map::header::kEchoReason, number(echo.reason));
  out.i64(map::header::kEchoTime, register_time(echo.time));
  out.u16(map::header::kLocal, number(desk.local(unit)));
}

void write_mixer(const RegisterWriter& out, const Mixer& mixer) {
  out.f32(map::mixer::kLevel, mixer.level_l());
  out.f32(map::mixer::kTemperature, mixer.temperature_c());
  out.u32(map::mixer::kBatch, mixer.batch());
  out.u16(map::mixer::kBatchPhase, number(mixer.phase()));
  out.f32(map::mixer::kOutflow, mixer.outflow_l_per_min());
  out.f32(map::mixer::kCapacity, Mixer::kCapacityL);
}

void write_pasteurizer(const RegisterWriter& out, const Pasteurizer& unit, const ProductTank& feed) {
  out.f32(map::pasteurizer::kTemperature, unit.temperature_c());
  out.f32(map::pasteurizer::kControlTemperature, unit.control_temperature_c());
  out.f32(map::pasteurizer::kSetpoint, unit.setpoint_c());
  out.f32(map::pasteurizer::kSteamValve, unit.steam_valve_percent());
  out.f32(map::pasteurizer::kFlow, unit.flow_l_per_min());
  out.u16(map::pasteurizer::kDiverted, number(unit.diverted()));
  out.u16(map::pasteurizer::kSteamShut, number(unit.steam_shut()));
  out.f32(map::pasteurizer::kDivertedVolume, unit.diverted_total_l());
  out.f32(map::pasteurizer::kHoldVolume, Pasteurizer::kHoldVolumeL);
  out.f32(map::pasteurizer::kDwell, unit.dwell().count());
  out.u32(map::pasteurizer::kBatch, unit.batch_entering());
  out.f32(map::pasteurizer::kFeedLevel, feed.level_l());
}

void write_filler(const RegisterWriter& out, const Filler& filler) {
  out.f32(map::filler::kSpeed, filler.speed());
  out.f32(map::filler::kSpeedSetpoint, filler.speed_setpoint());
  out.f32(map::filler::kPressure, filler.pressure_bar());
  out.u32(map::filler::kGoodCount, filler.good_count());
  out.u32(map::filler::kRejectCount, filler.reject_count());
  out.f32(map::filler::kLastFillWeight, filler.last_fill_weight_g());
  out.u16(map::filler::kLastFillNozzle, number(filler.last_fill_nozzle()));
  out.u32(map::filler::kFilledCount, filler.good_count() + filler.reject_count());
  out.f32(map::filler::kBowlLevel, filler.bowl_l());
  out.f32(map::filler::kBowlCapacity, Filler::kBowlCapacityL);
  const auto by_nozzle = [&](std::size_t at, const auto& values_g) {
    for (const double value_g : values_g) {
      out.f32(at, value_g);
      at += 2;
    }
  };
  by_nozzle(map::filler::kNozzles, filler.nozzle_weights_g());
  by_nozzle(map::filler::kTrims, filler.trims_g());
}

void write_machine(const RegisterWriter& out, const PackingMachine& machine) {
  out.f32(map::machine::kSpeed, machine.speed());
  out.u32(map::machine::kCount, machine.count());
}

void write_palletizer(const RegisterWriter& out, const PackingMachine& machine) {
  write_machine(out, machine);
  out.u32(map::machine::kPalletCount, machine.count() / Line::kPalletSize);
  out.u32(map::machine::kPalletSize, Line::kPalletSize);
}

void write_conveyors(const RegisterWriter& out, const Line& line) {
  const auto one = [&](std::size_t at, const Conveyor& conveyor) {
    out.u32(at, conveyor.bottles());
    out.u32(at + 2, Conveyor::kCapacity);
  };
  one(map::conveyors::kFillerCapper, line.filler_capper());
  one(map::conveyors::kCapperLabeller, line.capper_labeller());
  one(map::conveyors::kLabellerPalletizer, line.labeller_palletizer());
  out.u16(map::conveyors::kJammed, number(line.faults.conveyor_jam));
}

void write_line(const RegisterWriter& out, const Line& line) {
  out.u32(map::line::kGoodCount, line.palletizer().count());
  out.u32(map::line::kRejectCount, line.filler().reject_count());
  out.f32(map::line::kSpeed, line.palletizer().speed());
}

}  // namespace

void write_status(RegisterImage& image, Unit unit, const Line& line, const CommandDesk& desk, BlockStamp stamp) {
  const std::span<std::uint16_t> block(&image[map::kUnitBases[static_cast<std::size_t>(unit)]], kBlockRegisters);
  const RegisterWriter out(block);
  write_header(out, unit, line, desk, stamp);
  switch (unit) {
    case Unit::mixer:
      return write_mixer(out, line.mixer());
    case Unit::pasteurizer:
      return write_pasteurizer(out, line.pasteurizer(), line.feed());
    case Unit::filler:
      return write_filler(out, line.filler());
    case Unit::capper:
      return write_machine(out, line.capper());
    case Unit::labeller:
      return write_machine(out, line.labeller());
    case Unit::palletizer:
      return write_palletizer(out, line.palletizer());
    case Unit::conveyors:
      return write_conveyors(out, line);
    case Unit::line:
      return write_line(out, line);
  }
}

}  // namespace millwright::plc
