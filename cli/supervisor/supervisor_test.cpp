#include "cli/supervisor/supervisor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

namespace millwright::cli {
namespace {

std::filesystem::path child_program() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "mw_supervised_child";
}

bool eventually(const std::function<bool()>& holds, Duration limit = 20s) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < until) {
    if (holds()) return true;
    std::this_thread::sleep_for(5ms);
  }
  return holds();
}

bool lives(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string number, name, state;
  // A zombie whose parent has died waits only for init.
  return (stat >> number >> name >> state) && state != "Z" && state != "X";
}

SupervisorOptions quick() {
  SupervisorOptions options;
  options.times.silence_limit = 1s;
  options.times.stop_limit = 2s;
  options.stop_step = 1s;
  options.times.backoff_first = 10ms;
  options.times.backoff_limit = 50ms;
  return options;
}

/// A supervisor on a thread of its own, its output at hand.
class Running {
 public:
  explicit Running(std::vector<ChildSpec> children) : stop_(::eventfd(0, EFD_CLOEXEC)) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
    read_ = Descriptor(ends[0]);
    write_ = Descriptor(ends[1]);
    auto options = quick();
    options.output_fd = write_.get();
    thread_ = std::thread([this, options, children] {
      const SystemClock clock;
      Supervisor supervisor(children, options, clock);
      supervisor.run(stop_.get(), [this](bool all) { all_ready_ = all; });
      down_ = true;
    });
  }
  ~Running() { stop(); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void ask_to_stop() { EXPECT_EQ(::eventfd_write(stop_.get(), 1), 0); }
  void stop() {
    if (!thread_.joinable()) return;
    ask_to_stop();
    thread_.join();
  }
  [[nodiscard]] bool all_ready() const { return all_ready_; }
  [[nodiscard]] bool down() const { return down_; }
  /// The pids of `mode` children in the order of their starts.
  std::vector<pid_t> pids(const std::string& mode) {
    std::array<char, 4096> chunk{};
    for (auto size = ::read(read_.get(), chunk.data(), chunk.size()); size > 0;
         size = ::read(read_.get(), chunk.data(), chunk.size()))
      output_.append(chunk.data(), static_cast<std::size_t>(size));
    std::vector<pid_t> found;
    std::istringstream lines(output_);
    for (std::string line; std::getline(lines, line);) {
      const auto prefix = "child " + mode + " pid ";
      if (line.starts_with(prefix)) found.push_back(std::stoi(line.substr(prefix.size())));
    }
    return found;
  }

 private:
  Descriptor stop_, read_, write_;
  std::atomic<bool> all_ready_{false};
  std::atomic<bool> down_{false};
  std::string output_;
  std::thread thread_;
};

ChildSpec child(const std::string& name, std::vector<std::string> arguments) {
  return {name, child_program(), std::move(arguments)};
}

TEST(Supervisor, AKilledChildIsBack) {
  Running running({child("a", {"well"})});
  ASSERT_TRUE(eventually([&] { return running.all_ready(); }));
  const auto first = running.pids("well").at(0);
  ASSERT_EQ(::kill(first, SIGKILL), 0);
  ASSERT_TRUE(eventually([&] { return running.pids("well").size() == 2 && running.all_ready(); }));
  EXPECT_NE(running.pids("well").at(1), first);
}

TEST(Supervisor, AChildThatKeepsDyingIsStartedAgainAndAgain) {
  Running running({child("a", {"dies"})});
  EXPECT_TRUE(eventually([&] { return running.pids("dies").size() >= 4; }));
}

TEST(Supervisor, AChildThatFallsSilentIsKilledAndStartedAgain) {
  Running running({child("a", {"hangs"})});
  ASSERT_TRUE(eventually([&] { return running.pids("hangs").size() >= 2; }));
  EXPECT_FALSE(lives(running.pids("hangs").at(0)));
}

TEST(Supervisor, AStoppedProcessIsAHangToo) {
  Running running({child("a", {"well"})});
  ASSERT_TRUE(eventually([&] { return running.all_ready(); }));
  ASSERT_EQ(::kill(running.pids("well").at(0), SIGSTOP), 0);
  EXPECT_TRUE(eventually([&] { return running.pids("well").size() == 2; }));
}

TEST(Supervisor, StopsInReverseOrder) {
  std::string pattern = testing::TempDir() + "supervisor_XXXXXX";
  const std::filesystem::path folder = mkdtemp(pattern.data());
  const auto log = (folder / "log").string();
  Running running({child("a", {"well", log, "a"}), child("b", {"well", log, "b"}), child("c", {"well", log, "c"})});
  ASSERT_TRUE(eventually([&] { return running.all_ready(); }));
  running.stop();
  std::ifstream file(log);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  EXPECT_EQ(text, "c stopped\nb stopped\na stopped\n");
  std::filesystem::remove_all(folder);
}

TEST(Supervisor, AChildThatIgnoresTheRequestIsKilledAndDelaysTheOthersOnlyAStep) {
  Running running({child("a", {"well"}), child("b", {"deaf"})});
  ASSERT_TRUE(eventually([&] { return running.all_ready(); }));
  const auto deaf = running.pids("deaf").at(0);
  const auto well = running.pids("well").at(0);
  const auto began = std::chrono::steady_clock::now();
  running.ask_to_stop();
  ASSERT_TRUE(eventually([&] { return !lives(well); }));
  EXPECT_TRUE(lives(deaf)) << "it still has its time";
  ASSERT_TRUE(eventually([&] { return running.down(); }));
  EXPECT_FALSE(lives(deaf));
  EXPECT_GE(std::chrono::steady_clock::now() - began, 2s);
}

TEST(Supervisor, AProgramThatCannotRunIsTriedAgainUntilStopped) {
  Running running({ChildSpec{"a", "/nonexistent/program", {}}});
  EXPECT_FALSE(eventually([&] { return running.all_ready(); }, 200ms));
  running.stop();
  EXPECT_TRUE(running.down());
}

TEST(Supervisor, WhatAChildStartedEndsWithIt) {
  Running running({child("a", {"parent"})});
  ASSERT_TRUE(eventually([&] { return running.all_ready(); }));
  const auto group = running.pids("parent").at(0);
  running.stop();
  EXPECT_TRUE(eventually([&] { return ::kill(-group, 0) != 0; })) << "a process of the group is left";
}

TEST(Supervisor, ItsChildrenDieWithItWhenItIsKilled) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), 0), 0);
  const pid_t supervisor = ::fork();
  if (supervisor == 0) {
    const SystemClock clock;
    auto options = quick();
    options.output_fd = ends[1];
    Supervisor({child("a", {"well"}), child("b", {"deaf"})}, options, clock).run(::eventfd(0, 0), [](bool) {});
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string text;
  while (std::ranges::count(text, '\n') < 2) {
    std::array<char, 256> chunk{};
    const auto size = ::read(ends[0], chunk.data(), chunk.size());
    ASSERT_GT(size, 0);
    text.append(chunk.data(), static_cast<std::size_t>(size));
  }
  std::vector<pid_t> pids;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) pids.push_back(std::stoi(line.substr(line.rfind(' '))));
  ASSERT_EQ(pids.size(), 2u);
  for (const auto pid : pids) EXPECT_TRUE(lives(pid));
  ASSERT_EQ(::kill(supervisor, SIGKILL), 0);
  ASSERT_EQ(::waitpid(supervisor, nullptr, 0), supervisor);
  for (const auto pid : pids) EXPECT_TRUE(eventually([&] { return !lives(pid); })) << "a child outlived its supervisor";
  ::close(ends[0]);
}

TEST(LineBuffer, HandsOnWholeLinesOnly) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_NONBLOCK), 0);
  const Descriptor reader(ends[0]);
  Descriptor writer(ends[1]);
  LineBuffer buffer;
  std::string lines;
  ASSERT_EQ(::write(writer.get(), "one\ntw", 6), 6);
  EXPECT_TRUE(buffer.read_from(reader.get(), lines));
  EXPECT_EQ(lines, "one\n");
  ASSERT_EQ(::write(writer.get(), "o\nlast", 6), 6);
  writer = Descriptor();
  lines.clear();
  static_cast<void>(buffer.read_from(reader.get(), lines));
  EXPECT_EQ(lines, "two\n");
  EXPECT_EQ(buffer.rest(), "last\n");
}

TEST(LineWriter, LosesLinesRatherThanWaitingForAReaderThatDoesNotRead) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), 0), 0);
  const Descriptor reader(ends[0]);
  const Descriptor writer_end(ends[1]);
  LineWriter writer(writer_end.get());
  writer.write(std::string(1 << 20, 'x') + "\n");
  EXPECT_GT(writer.lost_bytes(), 0u);
}

}  // namespace
}  // namespace millwright::cli
