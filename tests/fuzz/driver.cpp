// The harness without libFuzzer: the seeds as they are, then mutations of them, the same at every run.
// Usage: mw_fuzz_NAME [ROUNDS] [INPUT FILE...]   files are tried as they are (what libFuzzer kept of a finding)

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

#include "tests/fuzz/fuzz.h"

namespace {

using millwright::fuzz::seeds;

constexpr std::size_t kLongest = 4096;

std::string under_test;

/// What was being tried, as a string literal has it. Only write(): nothing else is safe in here.
extern "C" void tell_input(int signal) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::array<char, 4 * kLongest + 2> text;
  std::size_t length = 0;
  for (const unsigned char c : std::string_view(under_test).substr(0, kLongest)) {
    const bool plain = c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    const std::array<char, 4> shown = {'\\', 'x', kDigits[c >> 4], kDigits[c & 15]};
    if (plain) text[length++] = static_cast<char>(c);
    for (std::size_t i = 0; !plain && i < shown.size(); ++i) text[length++] = shown[i];
  }
  text[length++] = '\n';
  static_cast<void>(!::write(STDERR_FILENO, text.data(), length));
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

/// On a stack of its own, so that a stack that ran over can be told of as well.
void catch_crashes() {
  static std::array<char, 128 * 1024> own_stack;
  const stack_t stack{own_stack.data(), 0, own_stack.size()};
  MW_ASSERT(::sigaltstack(&stack, nullptr) == 0);
  struct sigaction action{};
  action.sa_handler = tell_input;
  action.sa_flags = SA_ONSTACK;
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS, SIGILL}) ::sigaction(signal, &action, nullptr);
}

void attempt(std::string input) {
  under_test = std::move(input);
  // A copy of exactly this size: a read beyond the end is then a read beyond an allocation.
  const std::vector<std::uint8_t> bytes(under_test.begin(), under_test.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

class Mutator {
 public:
  explicit Mutator(std::vector<std::string> seeds_in) : seeds_(std::move(seeds_in)) {}

  std::string next() {
    auto text = any_seed();
    for (auto steps = 1 + below(4); steps > 0; --steps) change(text);
    if (text.size() > kLongest) text.resize(kLongest);
    return text;
  }

 private:
  std::size_t below(std::size_t end) { return end == 0 ? 0 : static_cast<std::size_t>(random_() % end); }
  const std::string& any_seed() { return seeds_[below(seeds_.size())]; }

  /// A piece of some seed: words of the format come together anew.
  std::string piece() {
    const auto& from = any_seed();
    const auto at = below(from.size() + 1);
    return from.substr(at, 1 + below(24));
  }

  void change(std::string& text) {
    static constexpr std::array<std::string_view, 16> kTelling = {"\x00\x00",
                                                                  "\xff\xff",
                                                                  "\x7f\xff\xff\xff",
                                                                  "\x80\x00",
                                                                  "-1",
                                                                  "1e400",
                                                                  "9223372036854775808",
                                                                  "null",
                                                                  "{",
                                                                  "[",
                                                                  "\"",
                                                                  "\n",
                                                                  "%",
                                                                  "\xc3",
                                                                  "/../",
                                                                  "0"};
    const auto at = below(text.size() + 1);
    switch (below(8)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      case 1:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      case 2:
        text.erase(at, 1 + below(8));
        break;
      case 3:
        text.resize(at);
        break;
      case 4:
        text.insert(at, kTelling[below(kTelling.size())]);
        break;
      case 5:
        text.insert(at, piece());
        break;
      case 6:
        text.replace(at, std::min<std::size_t>(text.size() - at, below(16)), piece());
        break;
      default:
        text.insert(at, text.substr(at, 1 + below(64)));
        break;
    }
  }

  std::vector<std::string> seeds_;
  std::mt19937_64 random_{20261125};
};

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 1000;
  catch_crashes();
  for (int i = 2; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    attempt({std::istreambuf_iterator<char>(file), {}});
  }
  attempt("");
  for (const auto& seed : seeds()) attempt(seed);
  MW_ASSERT(millwright::fuzz::accepted() > 0);
  Mutator mutator(seeds());
  for (int round = 0; round < rounds; ++round) attempt(mutator.next());
  std::printf("%d inputs, %llu understood\n", rounds, static_cast<unsigned long long>(millwright::fuzz::accepted()));
  return 0;
}
