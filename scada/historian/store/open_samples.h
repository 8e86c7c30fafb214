#pragma once
// The newest samples of one tag, not yet in a chunk. What is newer than everything sealed is in time order in `open`;
// what came late is in `late`. Both give a sample of the same time up to a newer one.

#include <memory>

#include "scada/historian/series/block.h"

namespace millwright::scada::historian {

/// Samples in time order that grow; a block can be taken out at once.
class GrowingBlock {
 public:
  /// False where the block holds another type: then it is to be sealed first.
  bool put(const contracts::Sample& sample);
  /// The quick way for a number that is Good, newer than all that is here, and of its type; false, and nothing done,
  /// for any other.
  bool put_next(const contracts::Sample& sample) {
    const auto time = unix_ns(sample.source_time);
    if (block_.times.empty() || time <= block_.times.back() || !block_.quality.empty()) return false;
    if (sample.quality.code() != 0) return false;
    if (const auto* real = std::get_if<double>(&sample.value)) {
      auto* column = std::get_if<std::vector<double>>(&block_.values);
      if (column == nullptr) return false;
      column->push_back(*real);
    } else if (const auto* whole = std::get_if<std::int64_t>(&sample.value)) {
      auto* column = std::get_if<std::vector<std::int64_t>>(&block_.values);
      if (column == nullptr) return false;
      column->push_back(*whole);
    } else {
      return false;
    }
    block_.times.push_back(time);
    return true;
  }
  [[nodiscard]] const Block& block() const { return block_; }
  [[nodiscard]] std::size_t size() const { return block_.size(); }
  [[nodiscard]] bool empty() const { return block_.empty(); }
  [[nodiscard]] std::int64_t first() const { return block_.times.front(); }
  [[nodiscard]] std::int64_t last() const { return block_.times.back(); }
  [[nodiscard]] std::size_t text_bytes() const { return text_bytes_; }
  Block take();
  /// Of an empty one: room for as many samples of the same type as that block has.
  void expect_like(const Block& block);

 private:
  bool insert(std::size_t at, const contracts::Sample& sample, bool replaces);
  Block block_;
  std::size_t text_bytes_ = 0;
};

/// Samples from one block in [from, to).
[[nodiscard]] Block cut(const Block& block, std::int64_t from, std::int64_t to);

/// All samples of both in time order; of the same time the one in `newer`. Types may differ: what cannot be in one
/// block with its neighbours begins the next.
[[nodiscard]] std::vector<Block> merged(std::vector<Block> older, const Block& newer);

/// Of text in one chunk; a longer text is one of its own.
inline constexpr std::size_t kChunkTextBytes = 1u << 20;

/// Whether the block can be a chunk of its own.
[[nodiscard]] bool fits_chunk(const Block& block, std::size_t samples_max);

/// The blocks as blocks of at most `samples_max` and kChunkTextBytes of text, neighbours of one type joined.
[[nodiscard]] std::vector<Block> resized(const std::vector<Block>& blocks, std::size_t samples_max);

}  // namespace millwright::scada::historian
