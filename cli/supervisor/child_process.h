#pragma once
// One process made by the supervisor: its own process group, a socket on which it says READY and WATCHDOG (systemd's
// protocol), a pipe that takes its output, and a promise of the kernel that it dies with the thread that made it.
// Owned by the Supervisor, used by its thread alone; must be made on a thread that lives as long as the process.

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lib/base/result.h"

namespace millwright::cli {

enum class SpawnError { system };

/// A file descriptor that closes itself.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool valid() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

struct ChildSpec {
  std::string name;  // "scada"
  std::filesystem::path program;
  std::vector<std::string> arguments;  // without the program itself
  int nice = 0;                        // below 0 needs a privilege; without it the process runs as any other
  /// Instead of what the supervisor's own environment says under these names. What others must not read goes here: only
  /// the process's own user sees its environment, everybody sees its arguments.
  std::map<std::string, std::string> environment{};
};

/// How a process ended: "exit code 3", "signal 9".
[[nodiscard]] std::string describe_end(int wait_status);

class ChildProcess {
 public:
  [[nodiscard]] static Result<std::unique_ptr<ChildProcess>, SpawnError> spawn(const ChildSpec& spec);
  /// Kills and reaps what still runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Readable when the process has ended.
  [[nodiscard]] int end_fd() const { return end_.get(); }
  [[nodiscard]] int notify_fd() const { return notify_.get(); }
  /// Its stdout and stderr; non-blocking.
  [[nodiscard]] int output_fd() const { return output_.get(); }
  void close_output() { output_ = Descriptor(); }

  /// To the process alone.
  void terminate() const;
  /// To all of its group.
  void kill() const;
  /// The state lines said since the last call, in order: "READY=1", "WATCHDOG=1".
  [[nodiscard]] std::vector<std::string> notifications() const;
  /// Collects the ended process; true once it is gone.
  bool reap();
  [[nodiscard]] int wait_status() const { return wait_status_; }

 private:
  ChildProcess(pid_t pid, Descriptor end, Descriptor notify, Descriptor output)
      : pid_(pid), end_(std::move(end)), notify_(std::move(notify)), output_(std::move(output)) {}

  pid_t pid_;
  Descriptor end_, notify_, output_;
  bool reaped_ = false;
  int wait_status_ = 0;
};

}  // namespace millwright::cli
