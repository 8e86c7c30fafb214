#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#include <algorithm>
#include <fstream>

namespace millwright::fuzz {
namespace {

std::uint64_t accepted_count = 0;

struct Folder {
  Folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "millwright_fuzz_XXXXXX").string();
    MW_ASSERT(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path path;
};

}  // namespace

void accept() { ++accepted_count; }
std::uint64_t accepted() { return accepted_count; }

std::uint8_t Input::byte() {
  if (bytes_.empty()) return 0;
  const auto first = bytes_.front();
  bytes_ = bytes_.subspan(1);
  return first;
}

std::uint16_t Input::word() {
  const unsigned high = byte();
  return static_cast<std::uint16_t>(high << 8 | byte());
}

std::string_view Input::line() {
  const auto end = std::ranges::find(bytes_, std::uint8_t{'\n'}) - bytes_.begin();
  const auto taken = bytes_.first(static_cast<std::size_t>(end));
  bytes_ = bytes_.subspan(std::min(taken.size() + 1, bytes_.size()));
  return {reinterpret_cast<const char*>(taken.data()), taken.size()};
}

std::string_view Input::text() {
  const auto rest = bytes();
  return {reinterpret_cast<const char*>(rest.data()), rest.size()};
}

const std::filesystem::path& folder() {
  static const Folder own;
  return own.path;
}

void write_file(const std::filesystem::path& file, std::string_view text) {
  std::ofstream(file, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
}

}  // namespace millwright::fuzz
