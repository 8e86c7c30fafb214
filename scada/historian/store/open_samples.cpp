#include "scada/historian/store/open_samples.h"

#include <algorithm>

namespace millwright::scada::historian {
namespace {

template <class Value>
std::ptrdiff_t signed_index(Value i) {
  return static_cast<std::ptrdiff_t>(i);
}

/// Appends samples [from, to) of another block; false where the types differ.
bool append_range(Block& to_block, const Block& block, std::size_t from, std::size_t to) {
  if (from == to) return true;
  if (to_block.empty() && to_block.values.index() != block.values.index())
    to_block.values =
        std::visit([]<class T>(const std::vector<T>&) -> Values { return std::vector<T>(); }, block.values);
  const bool fits = std::visit(
      [&]<class T>(std::vector<T>& column) {
        const auto* other = std::get_if<std::vector<T>>(&block.values);
        if (other == nullptr) return false;
        column.insert(column.end(), other->begin() + signed_index(from), other->begin() + signed_index(to));
        return true;
      },
      to_block.values);
  if (!fits) return false;
  const auto before = to_block.times.size();
  to_block.times.insert(to_block.times.end(), block.times.begin() + signed_index(from),
                        block.times.begin() + signed_index(to));
  if (to_block.quality.empty() && block.quality.empty()) return true;
  to_block.quality.resize(before, 0);
  for (auto i = from; i < to; ++i) to_block.quality.push_back(block.quality.empty() ? 0 : block.quality[i]);
  return true;
}

/// Appends to the last block, or begins another one where the type changes.
void append_range(std::vector<Block>& blocks, const Block& block, std::size_t from, std::size_t to) {
  if (from == to) return;
  if (!blocks.empty() && append_range(blocks.back(), block, from, to)) return;
  blocks.emplace_back();
  append_range(blocks.back(), block, from, to);
}

std::size_t text_bytes_of(const Block& block, std::size_t from, std::size_t to) {
  const auto* texts = std::get_if<std::vector<std::string>>(&block.values);
  std::size_t bytes = 0;
  if (texts != nullptr)
    for (auto i = from; i < to; ++i) bytes += (*texts)[i].size();
  return bytes;
}

/// How far samples [from, to) go until their text is more than so many bytes.
std::size_t fitting(const Block& block, std::size_t from, std::size_t to, std::size_t text_bytes) {
  const auto* texts = std::get_if<std::vector<std::string>>(&block.values);
  if (texts == nullptr) return to;
  std::size_t bytes = 0;
  for (auto i = from; i < to; ++i)
    if ((bytes += (*texts)[i].size()) > text_bytes) return i;
  return to;
}

}  // namespace

bool GrowingBlock::put(const contracts::Sample& sample) {
  const auto time = unix_ns(sample.source_time);
  if (const auto* text = std::get_if<std::string>(&sample.value)) text_bytes_ += text->size();
  if (block_.empty() || time > block_.times.back()) return block_.append(sample);
  const auto at = std::ranges::lower_bound(block_.times, time) - block_.times.begin();
  return insert(static_cast<std::size_t>(at), sample, block_.times[static_cast<std::size_t>(at)] == time);
}

bool GrowingBlock::insert(std::size_t at, const contracts::Sample& sample, bool replaces) {
  Block one;
  one.append(sample);
  if (one.values.index() != block_.values.index()) return false;
  std::visit(
      [&]<class T>(std::vector<T>& column) {
        auto& value = std::get<std::vector<T>>(one.values).front();
        if (replaces)
          column[at] = std::move(value);
        else
          column.insert(column.begin() + signed_index(at), std::move(value));
      },
      block_.values);
  if (!replaces) block_.times.insert(block_.times.begin() + signed_index(at), unix_ns(sample.source_time));
  if (block_.quality.empty() && sample.quality.code() == 0) return true;
  block_.quality.resize(replaces ? block_.size() : block_.size() - 1, 0);
  if (replaces)
    block_.quality[at] = sample.quality.code();
  else
    block_.quality.insert(block_.quality.begin() + signed_index(at), sample.quality.code());
  return true;
}

Block GrowingBlock::take() {
  text_bytes_ = 0;
  return std::exchange(block_, {});
}

void GrowingBlock::expect_like(const Block& block) {
  block_.times.reserve(block.size());
  std::visit(
      [&]<class T>(const std::vector<T>& column) {
        std::vector<T> empty;
        if constexpr (!std::is_same_v<T, std::string>) empty.reserve(column.size());
        block_.values = std::move(empty);
      },
      block.values);
}

Block cut(const Block& block, std::int64_t from, std::int64_t to) {
  const auto begin = std::ranges::lower_bound(block.times, from) - block.times.begin();
  const auto end = std::ranges::lower_bound(block.times, to) - block.times.begin();
  Block out;
  if (begin < end) append_range(out, block, static_cast<std::size_t>(begin), static_cast<std::size_t>(end));
  return out;
}

std::vector<Block> merged(std::vector<Block> older, const Block& newer) {
  if (newer.empty()) return older;
  std::vector<Block> out;
  std::size_t next = 0;
  for (const auto& block : older) {
    std::size_t at = 0;
    while (at < block.size()) {
      // All that is newer and comes before this sample, then all of this block up to the next newer one.
      const auto newer_end =
          static_cast<std::size_t>(std::ranges::upper_bound(newer.times, block.times[at]) - newer.times.begin());
      append_range(out, newer, next, std::max(next, newer_end));
      next = std::max(next, newer_end);
      if (next > 0 && newer.times[next - 1] == block.times[at]) ++at;
      const auto until =
          next < newer.size()
              ? static_cast<std::size_t>(std::ranges::lower_bound(block.times, newer.times[next]) - block.times.begin())
              : block.size();
      append_range(out, block, at, std::max(at, until));
      at = std::max(at, until);
    }
  }
  append_range(out, newer, next, newer.size());
  return out;
}

bool fits_chunk(const Block& block, std::size_t samples_max) {
  return block.size() <= samples_max && (block.size() == 1 || text_bytes_of(block, 0, block.size()) <= kChunkTextBytes);
}

std::vector<Block> resized(const std::vector<Block>& blocks, std::size_t samples_max) {
  std::vector<Block> out;
  std::size_t text_bytes = 0;  // in the last one
  for (const auto& block : blocks) {
    for (std::size_t at = 0; at < block.size();) {
      const bool joins = !out.empty() && out.back().values.index() == block.values.index();
      const auto room = joins ? samples_max - std::min(samples_max, out.back().size()) : 0;
      const auto text_room = kChunkTextBytes - std::min(kChunkTextBytes, text_bytes);
      auto end = room == 0 ? at : fitting(block, at, std::min(block.size(), at + room), text_room);
      if (end == at) {
        out.emplace_back();
        text_bytes = 0;
        end = std::max(at + 1, fitting(block, at, std::min(block.size(), at + samples_max), kChunkTextBytes));
      }
      text_bytes += text_bytes_of(block, at, end);
      append_range(out.back(), block, at, end);
      at = end;
    }
  }
  return out;
}

}  // namespace millwright::scada::historian
