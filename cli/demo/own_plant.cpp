#include "cli/demo/own_plant.h"

#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "cli/surroundings.h"

namespace millwright::cli::demo {
namespace {

constexpr Duration kReadyWithin = 90s;
constexpr Duration kStoppedWithin = 12s;

std::string random_password() {
  std::array<unsigned char, 16> bytes{};
  if (::getentropy(bytes.data(), bytes.size()) != 0) return {};
  std::string text;
  for (const auto byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace

OwnPlant::OwnPlant(std::filesystem::path folder, Ports ports, std::string password, StopSignals& signals)
    : folder_(std::move(folder)),
      ports_(ports),
      password_(std::move(password)),
      signals_(signals),
      log_(folder_ / "plant.log") {}

Result<std::unique_ptr<OwnPlant>, PlantError> OwnPlant::start(const OwnPlantOptions& options, StopSignals& signals) {
  std::error_code no_folder;
  auto pattern = (std::filesystem::temp_directory_path(no_folder) / "millwright-demo-XXXXXX").string();
  if (no_folder || ::mkdtemp(pattern.data()) == nullptr)
    return fail(PlantError::start, "no temporary folder: {}", std::strerror(errno));
  const auto base = free_base();
  if (!base) return fail(PlantError::start, "no free ports on this machine");
  std::unique_ptr<OwnPlant> plant(new OwnPlant(pattern, ports_from(base), random_password(), signals));
  ChildSpec spec{"up", program_folder() / "millwright", {}};
  spec.arguments = {"up",      options.plant.string(), "--data", (plant->folder_ / "data").string(),
                    "--ports", std::to_string(*base),  "--seed", std::to_string(options.seed)};
  // The bus and the database of whoever calls are not for a demonstration.
  spec.environment = {{"MILLWRIGHT_ADMIN_PASSWORD", plant->password_},
                      {"MILLWRIGHT_BUS", ""},
                      {"MILLWRIGHT_BUS_FILE", ""},
                      {"MILLWRIGHT_DATABASE", ""},
                      {"MILLWRIGHT_DATABASE_FILE", ""}};
  auto up = ChildProcess::spawn(spec);
  if (!up) return fail(PlantError::start, "{}", up.error().message);
  plant->up_ = std::move(*up);
  if (auto ready = plant->wait_until_ready(); !ready) return std::unexpected(ready.error());
  return plant;
}

Result<void, PlantError> OwnPlant::wait_until_ready() {
  const auto until = std::chrono::steady_clock::now() + kReadyWithin;
  while (!ready_) {
    if (auto well = pump(100ms); !well) return well;
    if (std::chrono::steady_clock::now() > until)
      return fail(PlantError::start, "the plant was not ready within {} s; its log: {}",
                  std::chrono::duration_cast<std::chrono::seconds>(kReadyWithin).count(), keep_log().string());
  }
  return {};
}

void OwnPlant::take_output() {
  std::array<char, 8192> chunk{};
  for (auto size = ::read(up_->output_fd(), chunk.data(), chunk.size()); size > 0;
       size = ::read(up_->output_fd(), chunk.data(), chunk.size())) {
    const std::string_view text(chunk.data(), static_cast<std::size_t>(size));
    log_ << text << std::flush;
    if (ready_) continue;
    said_ += text;
    ready_ = said_.starts_with("ready operator=") || said_.find("\nready operator=") != std::string::npos;
  }
}

Result<void, PlantError> OwnPlant::pump(Duration time) {
  const bool stop = signals_.wait(time);
  take_output();
  if (stop) return fail(PlantError::stopped, "stopped");
  if (!up_->reap()) return {};
  take_output();
  if (!ready_) return fail(PlantError::ended, "the plant did not start:\n{}", said_);
  return fail(PlantError::ended, "the plant ended by itself ({}); its log: {}", describe_end(up_->wait_status()),
              keep_log().string());
}

std::filesystem::path OwnPlant::keep_log() {
  keep_ = true;
  return folder_ / "plant.log";
}

OwnPlant::~OwnPlant() {
  if (up_ != nullptr) {
    up_->terminate();
    const auto until = std::chrono::steady_clock::now() + kStoppedWithin;
    while (!up_->reap() && std::chrono::steady_clock::now() < until) {
      pollfd end{up_->end_fd(), POLLIN, 0};
      ::poll(&end, 1, 50);
      take_output();
    }
    up_.reset();
  }
  log_.close();
  std::error_code left;  // a temporary folder that cannot be removed harms no one
  if (!keep_) std::filesystem::remove_all(folder_, left);
}

}  // namespace millwright::cli::demo
