// `millwright up` as a process, with stand-ins for the four processes it supervises.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <thread>

#include "cli/ports.h"
#include "cli/supervisor/child_process.h"
#include "cli/surroundings.h"
#include "lib/base/result.h"
#include "lib/base/time.h"

namespace millwright::cli {
namespace {

bool eventually(const std::function<bool()>& holds, Duration limit = 60s) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < until) {
    if (holds()) return true;
    std::this_thread::sleep_for(20ms);
  }
  return holds();
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

bool lives(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string number, name, state;
  return (stat >> number >> name >> state) && state != "Z" && state != "X";
}

class Up : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "up_XXXXXX";
    folder_ = mkdtemp(pattern.data());
    std::filesystem::create_directories(folder_ / "bin");
    const auto built = program_folder().parent_path();
    std::filesystem::copy_file(built / "bin" / "millwright", folder_ / "bin" / "millwright");
    for (const auto* name : {"plc", "scada", "bridge", "mes"}) {
      const auto script = folder_ / "bin" / ("millwright-" + std::string(name));
      std::ofstream(script)
          << "#!/bin/sh\n[ -z \"$MILLWRIGHT_ADMIN_PASSWORD\" ] || exit 9\n[ \"$1\" = check ] && exit 0\nexec "
          << (built / "tests" / "mw_supervised_child").string() << " serves \"$@\"\n";
      std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    }
    ::setenv("MILLWRIGHT_ADMIN_PASSWORD", "a good password", 1);
  }
  void TearDown() override {
    for (const auto pid : started_) {
      ::kill(pid, SIGKILL);
      ::waitpid(pid, nullptr, 0);
    }
    std::filesystem::remove_all(folder_);
  }

  /// Starts `up`; its stdout goes to the file `out`, its stderr to `err`.
  pid_t start(int base, const std::string& name = "up", const std::vector<std::string>& more = {}) {
    const auto program = (folder_ / "bin" / "millwright").string();
    const auto data = (folder_ / "data").string();
    const auto out = this->out(name).string(), err = this->err(name).string();
    std::vector<std::string> texts{program, "up", "plants/bottling", "--data", data, "--ports", std::to_string(base)};
    texts.insert(texts.end(), more.begin(), more.end());
    std::vector<char*> arguments;
    for (auto& text : texts) arguments.push_back(text.data());
    arguments.push_back(nullptr);
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), STDOUT_FILENO);
      ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), STDERR_FILENO);
      ::execv(program.c_str(), arguments.data());
      ::_exit(127);
    }
    started_.push_back(pid);
    return pid;
  }
  bool ready(const std::string& name = "up") {
    return eventually([&] { return text_of(out(name)).find("ready operator=") != std::string::npos; });
  }
  int exit_code(pid_t pid) {
    int status = 0;
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    std::erase(started_, pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  /// Of all children ever started by that `up`.
  std::vector<pid_t> children(const std::string& name = "up") {
    std::vector<pid_t> pids;
    std::istringstream lines(text_of(err(name)));
    const std::string prefix = "child serves pid ";
    for (std::string line; std::getline(lines, line);)
      if (line.starts_with(prefix)) pids.push_back(std::stoi(line.substr(prefix.size())));
    return pids;
  }
  [[nodiscard]] std::filesystem::path out(const std::string& name) const { return folder_ / (name + ".out"); }
  [[nodiscard]] std::filesystem::path err(const std::string& name) const { return folder_ / (name + ".err"); }

  std::filesystem::path folder_;
  std::vector<pid_t> started_;
};

TEST_F(Up, SaysReadyOnceAndEndsWithItsChildrenWhenAsked) {
  const int base = free_base().value();
  const auto up = start(base);
  ASSERT_TRUE(ready()) << text_of(err("up"));
  EXPECT_EQ(text_of(out("up")),
            fmt::format("ready operator=http://127.0.0.1:{} mes=http://127.0.0.1:{} opcua=opc.tcp://127.0.0.1:{}\n",
                        base, base + 1, base + 2));
  const auto pids = children();
  ASSERT_EQ(pids.size(), 4u);
  const auto began = std::chrono::steady_clock::now();
  ASSERT_EQ(::kill(up, SIGTERM), 0);
  EXPECT_EQ(exit_code(up), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
  for (const auto pid : pids) EXPECT_FALSE(lives(pid));
}

TEST_F(Up, ASecondOneOnTheSameDataIsRefused) {
  start(free_base().value());
  ASSERT_TRUE(ready()) << text_of(err("up"));
  EXPECT_EQ(exit_code(start(free_base().value(), "second")), 1);
  EXPECT_NE(text_of(err("second")).find("another `millwright up` runs on " + (folder_ / "data").string()),
            std::string::npos);
}

TEST_F(Up, APortInUseIsNamed) {
  const int base = free_base().value();
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(base + 2));
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  ASSERT_EQ(::listen(socket.get(), 1), 0);
  EXPECT_EQ(exit_code(start(base)), 1);
  EXPECT_NE(text_of(err("up")).find(fmt::format("port {} (opcua) cannot be used", base + 2)), std::string::npos);
  EXPECT_EQ(children().size(), 0u);
}

TEST_F(Up, NoChildOutlivesItWhenItIsKilled) {
  const auto up = start(free_base().value());
  ASSERT_TRUE(ready()) << text_of(err("up"));
  const auto pids = children();
  ASSERT_EQ(pids.size(), 4u);
  ASSERT_EQ(::kill(up, SIGKILL), 0);
  static_cast<void>(exit_code(up));
  for (const auto pid : pids) EXPECT_TRUE(eventually([&] { return !lives(pid); }));
  start(free_base().value(), "again");
  EXPECT_TRUE(ready("again")) << "the data folder is free again; " << text_of(err("again"));
}

/// Of the child `name`: /proc's file `what` ("cmdline", "environ").
std::string seen_of(const std::vector<pid_t>& pids, const std::string& name, const std::string& what) {
  for (const auto pid : pids) {
    const auto folder = std::filesystem::path("/proc") / std::to_string(pid);
    // The stand-ins are one program; each but the PLC has a data folder of its own name.
    const auto line = text_of(folder / "cmdline");
    const bool is_it = name == "plc" ? line.find("--modbus-port") != std::string::npos
                                     : line.find("/data/" + name + '\0') != std::string::npos;
    if (is_it) return text_of(folder / what);
  }
  ADD_FAILURE() << name << " is not among the children";
  return {};
}

class UpWithSecrets : public Up {
 protected:
  void TearDown() override {
    for (const auto* name : {"MILLWRIGHT_BUS", "MILLWRIGHT_DATABASE", "MILLWRIGHT_DATABASE_FILE"}) ::unsetenv(name);
    Up::TearDown();
  }
  /// Those who need the URLs have them, and nobody else; nothing shows the password.
  void expect_told_in_private() {
    const auto pids = children();
    ASSERT_EQ(pids.size(), 4u);
    for (const auto* name : {"plc", "scada", "bridge", "mes"}) {
      EXPECT_EQ(seen_of(pids, name, "cmdline").find("secret"), std::string::npos) << name;
      const auto environment = '\0' + seen_of(pids, name, "environ");
      const auto told = [&](const std::string& variable) {
        return environment.find('\0' + variable + '\0') != std::string::npos;
      };
      const bool is_mes = std::string_view(name) == "mes";
      const bool on_bus = is_mes || std::string_view(name) == "bridge";
      EXPECT_EQ(told("MILLWRIGHT_BUS=amqp://u:secret@h"), on_bus) << name;
      EXPECT_EQ(told("MILLWRIGHT_DATABASE=postgresql://u:secret@h/d"), is_mes) << name;
      EXPECT_EQ(environment.find("secret") != std::string::npos, on_bus) << name;
    }
    EXPECT_EQ((text_of(out("up")) + text_of(err("up"))).find("secret"), std::string::npos);
  }
};

TEST_F(UpWithSecrets, TakesThemByOptionsAndHandsThemOnByTheEnvironment) {
  start(free_base().value(), "up", {"--bus", "amqp://u:secret@h", "--database", "postgresql://u:secret@h/d"});
  ASSERT_TRUE(ready()) << text_of(err("up"));
  expect_told_in_private();
}

TEST_F(UpWithSecrets, TakesThemByTheEnvironmentAndFilesToo) {
  std::ofstream(folder_ / "database") << "postgresql://u:secret@h/d\n";
  ::setenv("MILLWRIGHT_BUS", "amqp://u:secret@h", 1);
  ::setenv("MILLWRIGHT_DATABASE_FILE", (folder_ / "database").c_str(), 1);
  start(free_base().value());
  ASSERT_TRUE(ready()) << text_of(err("up"));
  expect_told_in_private();
}

TEST_F(UpWithSecrets, AWrongArgumentIsToldWithoutThem) {
  EXPECT_NE(exit_code(start(free_base().value(), "up", {"--buss", "amqp://u:secret@h"})), 0);
  EXPECT_NE(text_of(err("up")).find("amqp://u:***@h"), std::string::npos) << text_of(err("up"));
}

TEST_F(UpWithSecrets, AFileThatIsNotThereStopsTheStart) {
  EXPECT_EQ(exit_code(start(free_base().value(), "up", {"--bus-file", (folder_ / "none").string()})), 1);
  EXPECT_NE(text_of(err("up")).find("cannot read " + (folder_ / "none").string()), std::string::npos);
}

TEST_F(Up, MakesAPasswordWhenNoneIsGivenAndShowsItOnlyOnce) {
  ::unsetenv("MILLWRIGHT_ADMIN_PASSWORD");
  const int base = free_base().value();
  const auto first = start(base);
  ASSERT_TRUE(ready()) << text_of(err("up"));
  EXPECT_TRUE(text_of(out("up")).starts_with("first start: sign in as admin with the password "));
  ::kill(first, SIGTERM);
  ASSERT_EQ(exit_code(first), 0);
  start(base, "second");
  ASSERT_TRUE(ready("second")) << text_of(err("second"));
  EXPECT_TRUE(text_of(out("second")).starts_with("ready operator="));
}

TEST_F(Up, AShortPasswordIsRefusedAndNothingIsMade) {
  ::setenv("MILLWRIGHT_ADMIN_PASSWORD", "short", 1);
  EXPECT_EQ(exit_code(start(free_base().value())), 1);
  EXPECT_NE(text_of(err("up")).find("12"), std::string::npos) << text_of(err("up"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "data" / "shared" / "accounts.db"));
}

TEST_F(Up, ItsUsersAreKeptFromTheCommandLine) {
  const auto up = start(free_base().value());
  ASSERT_TRUE(ready()) << text_of(err("up"));
  const auto user = [&](const std::string& password, const std::string& words) {
    const auto line = "echo '" + password + "' | " + (folder_ / "bin" / "millwright").string() + " user " + words +
                      " --data " + (folder_ / "data").string() + " 2>&1";
    return run_program("/bin/sh", {"-c", line}).value();
  };
  EXPECT_EQ(user("a long password", "add paula --roles planner,quality").exit_code, 0);
  EXPECT_EQ(user("a long password", "add paula --roles planner").exit_code, 1) << "the name is taken";
  EXPECT_EQ(user("a long password", "add peter --roles pirate").exit_code, 1);
  EXPECT_EQ(user("short", "add peter --roles planner").exit_code, 1);
  EXPECT_NE(user("", "list").text.find("paula\tenabled\tplanner,quality\t"), std::string::npos);
  EXPECT_EQ(user("", "disable paula").exit_code, 0);
  EXPECT_NE(user("", "list").text.find("paula\tdisabled\t"), std::string::npos);
  EXPECT_EQ(user("", "list").text.find("peter"), std::string::npos);
  EXPECT_EQ(user("another password", "password nobody").exit_code, 1);
  ::kill(up, SIGTERM);
  EXPECT_EQ(exit_code(up), 0);
}

TEST_F(Up, ProvisionMakesTheSameIdentityAndStartsNothing) {
  const auto line = (folder_ / "bin" / "millwright").string() + " provision --data " + (folder_ / "data").string();
  const auto outcome = run_program("/bin/sh", {"-c", line}).value();
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.text, "") << "the password is the one given";
  start(free_base().value());
  ASSERT_TRUE(ready()) << text_of(err("up"));
  EXPECT_TRUE(text_of(out("up")).starts_with("ready operator=")) << "nothing was left to make";
}

}  // namespace
}  // namespace millwright::cli
