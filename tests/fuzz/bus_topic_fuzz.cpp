// Topic matching, held against the definition of it written down as plainly as possible.
#include "lib/bus/port/port.h"
#include "tests/fuzz/fuzz.h"

namespace millwright::fuzz {
namespace {

using Words = std::vector<std::string>;

Words words_of(std::string_view text) {
  if (text.empty()) return {};
  Words words(1);
  for (const char c : text) {
    if (c == '.')
      words.emplace_back();
    else
      words.back() += c;
  }
  return words;
}

/// matches[w][k]: whether the pattern from word w on fits the key from word k on.
bool fits(const Words& pattern, const Words& key) {
  std::vector<std::vector<bool>> matches(pattern.size() + 1, std::vector<bool>(key.size() + 1, false));
  matches[pattern.size()][key.size()] = true;
  for (std::size_t w = pattern.size(); w-- > 0;) {
    for (std::size_t k = key.size() + 1; k-- > 0;) {
      if (pattern[w] == "#")
        matches[w][k] = matches[w + 1][k] || (k < key.size() && matches[w][k + 1]);
      else if (k < key.size() && (pattern[w] == "*" || pattern[w] == key[k]))
        matches[w][k] = matches[w + 1][k + 1];
    }
  }
  return matches[0][0];
}

}  // namespace

std::vector<std::string> seeds() {
  return {"line1.*.state\nline1.filler.state",
          "#\nline1.filler.count",
          "line1.#.count.#\nline1.a.count.b.count",
          "*.*\n.",
          "#.a.#.a\na.a.a.b.a",
          "\n"};
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright::fuzz;
  // Topics have 255 bytes at most; longer ones are refused before they are matched.
  Input input(data, std::min<std::size_t>(size, 510));
  const auto pattern = input.line();
  const auto key = input.text();
  const bool matches = millwright::bus::topic_matches(pattern, key);
  if (matches) accept();
  MW_ASSERT(matches == fits(words_of(pattern), words_of(key)));
  MW_ASSERT(millwright::bus::topic_matches("#", key));
  return 0;
}
