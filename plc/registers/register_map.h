#pragma once
// Where everything stands in the registers: docs/formats/plc_registers.md as code. Offsets are from a unit's base.

#include <array>
#include <cstddef>
#include <cstdint>

namespace millwright::plc::map {

inline constexpr std::size_t kRegisters = 800;
inline constexpr std::array<std::uint16_t, 8> kUnitBases{0, 100, 200, 300, 400, 500, 600, 700};

namespace header {
inline constexpr std::size_t kScanCounter = 0, kScanTime = 2, kState = 6, kStopCode = 7, kEchoId = 8, kEchoResult = 16,
                             kEchoReason = 17, kEchoTime = 18, kLocal = 22;
}
namespace command {
inline constexpr std::size_t kId = 0, kCode = 8, kNotAfter = 10, kValue = 14, kRegisters = 16;
}
namespace mixer {
inline constexpr std::size_t kLevel = 24, kTemperature = 26, kBatch = 28, kBatchPhase = 30, kOutflow = 32,
                             kCapacity = 34;
}
namespace pasteurizer {
inline constexpr std::size_t kTemperature = 24, kControlTemperature = 26, kSetpoint = 28, kSteamValve = 30, kFlow = 32,
                             kDiverted = 34, kSteamShut = 35, kDivertedVolume = 36, kHoldVolume = 38, kDwell = 40,
                             kBatch = 42, kFeedLevel = 44;
}
namespace filler {
inline constexpr std::size_t kSpeed = 24, kSpeedSetpoint = 26, kPressure = 28, kGoodCount = 30, kRejectCount = 32,
                             kLastFillWeight = 34, kLastFillNozzle = 36, kFilledCount = 38, kBowlLevel = 40,
                             kBowlCapacity = 42, kNozzles = 44, kTrims = 68;
}
namespace machine {
inline constexpr std::size_t kSpeed = 24, kCount = 26, kPalletCount = 28, kPalletSize = 30;
}
namespace conveyors {
inline constexpr std::size_t kFillerCapper = 24, kCapperLabeller = 28, kLabellerPalletizer = 32, kJammed = 36;
}
namespace line {
inline constexpr std::size_t kGoodCount = 24, kRejectCount = 26, kSpeed = 28;
}

/// Coils of the service port; the faults of the line stand at 0 to 4.
namespace coil {
inline constexpr std::uint16_t kLinkDown = 5, kLocalSwitches = 8, kCount = 16;
}

}  // namespace millwright::plc::map
