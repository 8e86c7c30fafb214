// Processes are killed (SIGKILL) at random moments while they publish and read; nothing confirmed may be lost.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <random>
#include <set>

#include "lib/bus/embedded/embedded_bus.h"
#include "tests/support/cpp/private_server.h"

namespace millwright::bus {
namespace {

/// A child process and the lines it reports.
class Child {
 public:
  explicit Child(std::vector<std::string> arguments) {
    int out[2];
    if (::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    std::vector<char*> argv;
    arguments.insert(arguments.begin(), MW_CRASH_CHILD);
    for (auto& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::dup2(out[1], STDOUT_FILENO);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    ::close(out[1]);
    fd_ = out[0];
  }
  ~Child() { kill(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// The lines reported so far, waiting up to `timeout` for the first.
  std::vector<std::string> lines(Duration timeout) {
    pollfd readable{fd_, POLLIN, 0};
    auto ms = static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(timeout).count());
    std::vector<std::string> out;
    while (fd_ >= 0 && ::poll(&readable, 1, ms) > 0) {
      char buffer[65536];
      const auto size = ::read(fd_, buffer, sizeof buffer);
      if (size <= 0) break;
      text_.append(buffer, static_cast<std::size_t>(size));
      ms = 0;
    }
    for (auto end = text_.find('\n'); end != std::string::npos; end = text_.find('\n')) {
      out.push_back(text_.substr(0, end));
      text_.erase(0, end + 1);
    }
    return out;
  }
  /// Kills it, and returns what it still reported.
  std::vector<std::string> kill() {
    if (pid_ <= 0) return {};
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
    auto rest = lines(0s);
    ::close(fd_);
    fd_ = -1;
    return rest;
  }

 private:
  pid_t pid_ = -1;
  int fd_ = -1;
  std::string text_;
};

/// What the children said: what must be there, and what was seen.
struct Ledger {
  std::map<std::string, int> confirmed;  // publisher: up to which number
  std::map<std::string, int> first_seen_up_to;
  std::set<std::string> acked;
  std::string fault;

  void publisher_said(const std::string& name, const std::vector<std::string>& lines) {
    for (const auto& line : lines) {
      if (line.starts_with("failed")) fault = line;
      if (line.starts_with("confirmed ")) confirmed[name] = std::max(confirmed[name], std::stoi(line.substr(10)));
    }
  }
  void reader_said(const std::vector<std::string>& lines) {
    for (const auto& line : lines) {
      if (line.starts_with("failed")) fault = line;
      if (line.starts_with("got ")) saw(line.substr(4));
      if (line.starts_with("acked ")) acked.insert(line.substr(6));
    }
  }
  bool was_confirmed(const std::string& id) const {
    const auto name = id.substr(0, id.find(':'));
    return confirmed.contains(name) && std::stoi(id.substr(name.size() + 1)) <= confirmed.at(name);
  }
  /// The first sight of each message comes in the order of its publisher, without a gap.
  void saw(const std::string& id) {
    const auto name = id.substr(0, id.find(':'));
    const int number = std::stoi(id.substr(name.size() + 1));
    auto& up_to = first_seen_up_to.try_emplace(name, -1).first->second;
    if (number > up_to + 1) fault = id + " was seen after " + std::to_string(up_to);
    up_to = std::max(up_to, number);
  }
};

const QueueSpec kQueue{.name = "q", .patterns = {"a.#"}, .delivery_limit = 1000};

TEST(EmbeddedCrash, NothingConfirmedIsLostAndOrderHoldsThroughKills) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path().string();
  {
    auto bus = open_embedded_bus(path, "test").value();
    ASSERT_TRUE(bus->declare(kQueue, 10s));
  }
  std::mt19937 random(11);
  Ledger ledger;
  // A publisher that was killed goes on behind what it is known to have published, so that ids repeat only as they do
  // in life: published, not confirmed, published again.
  const auto start = [&](const std::string& name) {
    const int next = ledger.confirmed.contains(name) ? ledger.confirmed[name] + 1 : 0;
    return std::make_unique<Child>(std::vector<std::string>{"publish", path, name, std::to_string(next)});
  };
  std::map<std::string, std::unique_ptr<Child>> publishers;
  for (const char* name : {"p", "q"}) publishers[name] = start(name);
  auto reader = std::make_unique<Child>(std::vector<std::string>{"read", path, "q"});
  for (int kills = 0; kills < 60 && ledger.fault.empty(); ++kills) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(5 + random() % 60);
    while (std::chrono::steady_clock::now() < until) {
      ledger.reader_said(reader->lines(2ms));
      for (auto& [name, child] : publishers) ledger.publisher_said(name, child->lines(0s));
    }
    if (random() % 2 == 0) {
      ledger.reader_said(reader->kill());
      reader = std::make_unique<Child>(std::vector<std::string>{"read", path, "q"});
    } else {
      const std::string name = random() % 2 == 0 ? "p" : "q";
      ledger.publisher_said(name, publishers[name]->kill());
      publishers[name] = start(name);
    }
  }
  for (auto& [name, child] : publishers) ledger.publisher_said(name, child->kill());
  // Idle twice in a row from now on: the first wait may have begun before the last publisher died, and its death may
  // have come between what it wrote and the word of it.
  ledger.reader_said(reader->lines(0s));
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  for (int idle = 0; idle < 2 && ledger.fault.empty() && std::chrono::steady_clock::now() < deadline;) {
    const auto lines = reader->lines(100ms);
    ledger.reader_said(lines);
    for (const auto& line : lines) idle = line == "idle" ? idle + 1 : 0;
  }
  EXPECT_EQ(ledger.fault, "");
  for (const auto& [name, up_to] : ledger.confirmed) {
    EXPECT_GT(up_to, 10) << "the test did not get going";
    EXPECT_GE(ledger.first_seen_up_to[name], up_to) << name;
  }
  reader.reset();
  auto bus = open_embedded_bus(path, "test").value();
  auto last = bus->subscribe(kQueue, 10s).value();
  // A publisher that dies between the sync of its log and the word of it to the others leaves a batch that nobody sees
  // until the log is opened anew: here. Whatever comes now was never confirmed, and is in order.
  for (auto late = last->receive(20, 0s).value(); !late.empty(); late = last->receive(20, 0s).value()) {
    for (const auto& delivery : late) {
      ledger.saw(delivery.message.id);
      EXPECT_FALSE(ledger.was_confirmed(delivery.message.id)) << delivery.message.id << " was kept back";
      ASSERT_TRUE(last->ack(std::vector{delivery.tag}));
    }
  }
  EXPECT_EQ(ledger.fault, "");
  EXPECT_EQ(bus->depth("q", false).value(), 0u);
  EXPECT_EQ(bus->depth("q", true).value(), 0u);
}

TEST(EmbeddedCrash, TheMessagesOfAReaderThatDiedComeBackAtOnce) {
  const test::TemporaryFolder folder;
  // The lease is an hour: what brings them back is the death of the process.
  auto bus = open_embedded_bus(folder.path(), "test", {.lease = 1h}).value();
  ASSERT_TRUE(bus->declare(kQueue, 10s));
  Child holder({"hold", folder.path().string(), "q"});
  ASSERT_TRUE(bus->publisher()->publish(Channel::events, std::vector{Message{"x:1", "a.x", "t", "{}"}}, 10s));
  ASSERT_EQ(holder.lines(20s), std::vector<std::string>{"got x:1"});
  auto mine = bus->subscribe(kQueue, 10s).value();
  EXPECT_TRUE(mine->receive(1, 300ms).value().empty()) << "it is the other reader's while that lives";
  holder.kill();
  const auto begin = std::chrono::steady_clock::now();
  auto again = mine->receive(1, 10s).value();
  ASSERT_EQ(again.size(), 1u);
  EXPECT_TRUE(again[0].redelivered);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
}

}  // namespace
}  // namespace millwright::bus
