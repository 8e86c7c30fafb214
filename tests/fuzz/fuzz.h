#pragma once
// A harness is one file, NAME_fuzz.cpp: it gives any bytes to one decoder and holds what comes out against a property
// of that decoder (MW_ASSERT). It is linked twice: with libFuzzer (preset `fuzz`, scripts/fuzz), which looks for new
// inputs, and with driver.cpp in every other build, which tries the same few thousand inputs each time (ctest).

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/base/assert.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace millwright::fuzz {

/// Inputs to begin from, at least one of which the decoder takes. Every harness defines it.
[[nodiscard]] std::vector<std::string> seeds();

/// Counts that the decoder took an input: a harness whose own seeds are all refused would test nothing.
void accept();
[[nodiscard]] std::uint64_t accepted();

/// An input taken apart from the front. What is not there any more reads as 0 or as nothing.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : bytes_(data, size) {}

  [[nodiscard]] std::uint8_t byte();
  /// Two bytes, big-endian.
  [[nodiscard]] std::uint16_t word();
  /// Up to the next newline, which is taken as well.
  [[nodiscard]] std::string_view line();
  [[nodiscard]] std::span<const std::uint8_t> bytes() { return std::exchange(bytes_, {}); }
  /// All that is left.
  [[nodiscard]] std::string_view text();
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

 private:
  std::span<const std::uint8_t> bytes_;
};

/// A folder of this process that goes away with it, for decoders that read files.
[[nodiscard]] const std::filesystem::path& folder();
void write_file(const std::filesystem::path& file, std::string_view text);

}  // namespace millwright::fuzz
