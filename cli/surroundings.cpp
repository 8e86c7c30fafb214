#include "cli/surroundings.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

namespace millwright::cli {

std::filesystem::path program_folder() { return std::filesystem::read_symlink("/proc/self/exe").parent_path(); }

std::optional<ProgramOutput> run_program(const std::filesystem::path& program,
                                         const std::vector<std::string>& arguments) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  auto texts = arguments;
  texts.insert(texts.begin(), program.string());
  std::vector<char*> argv;
  for (auto& text : texts) argv.push_back(text.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  pid_t pid = 0;
  const int failed = ::posix_spawn(&pid, program.c_str(), &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  ProgramOutput output;
  if (failed == 0) {
    std::array<char, 4096> chunk{};
    for (auto size = ::read(ends[0], chunk.data(), chunk.size()); size > 0;
         size = ::read(ends[0], chunk.data(), chunk.size()))
      output.text.append(chunk.data(), static_cast<std::size_t>(size));
  }
  ::close(ends[0]);
  if (failed != 0) return std::nullopt;
  int status = 0;
  ::waitpid(pid, &status, 0);
  output.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return output;
}

}  // namespace millwright::cli
