// The historian's decoder: whatever stands in a chunk whose checksum fits, it is refused, or it is a block like any
// other, which packs and unpacks to itself.
#include <bit>
#include <random>

#include "scada/historian/codec/codec.h"
#include "scada/historian/codec/test_blocks.h"
#include "tests/fuzz/fuzz.h"

namespace millwright::fuzz {
namespace {

using namespace scada::historian;

std::string with_checksum(std::string chunk) {
  const auto check = checksum_of(chunk);
  for (int shift = 0; shift < 32; shift += 8) chunk.push_back(static_cast<char>(check >> shift));
  return chunk;
}

void check_block(const Block& block) {
  MW_ASSERT(!block.empty() && block.size() <= kChunkSamplesMax);
  MW_ASSERT(std::visit([](const auto& column) { return column.size(); }, block.values) == block.size());
  MW_ASSERT(block.quality.empty() || block.quality.size() == block.size());
  for (std::size_t i = 1; i < block.size(); ++i) MW_ASSERT(block.times[i - 1] < block.times[i]);
  Block again;
  MW_ASSERT(decode(encode(block), again).has_value());
  MW_ASSERT(encode(again) == encode(block));
}

}  // namespace

std::vector<std::string> seeds() {
  std::vector<std::string> out;
  std::mt19937_64 random(1);
  for (int i = 0; i < 24; ++i) {
    auto chunk = encode(random_block(random, 200));
    chunk.resize(chunk.size() - 4);  // the harness puts the right one there
    out.push_back(std::move(chunk));
  }
  return out;
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright::fuzz;
  std::string chunk(reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 4096));
  Block block;
  if (!decode(with_checksum(std::move(chunk)), block)) return 0;
  accept();
  check_block(block);
  return 0;
}
