#include "scada/tags/current_table.h"

#include <bit>

#include "lib/base/assert.h"

namespace millwright::scada::tags {
namespace {

std::uint64_t bits_of(const contracts::Value& value) {
  if (const auto* b = std::get_if<bool>(&value)) return *b ? 1 : 0;
  if (const auto* i = std::get_if<std::int64_t>(&value)) return std::bit_cast<std::uint64_t>(*i);
  if (const auto* d = std::get_if<double>(&value)) return std::bit_cast<std::uint64_t>(*d);
  return 0;
}

contracts::Value value_of(std::uint32_t kind, std::uint64_t bits) {
  if (kind == 0) return bits != 0;
  if (kind == 1) return std::bit_cast<std::int64_t>(bits);
  return std::bit_cast<double>(bits);
}

}  // namespace

std::shared_ptr<const std::string> CurrentTable::Row::load_text() const {
  const std::scoped_lock lock(text_mutex);
  return text;
}

void CurrentTable::Row::store_text(std::shared_ptr<const std::string> next) {
  // What it replaces is freed with the argument, after the lock.
  const std::scoped_lock lock(text_mutex);
  text.swap(next);
}

CurrentTable::CurrentTable(std::size_t tags) : rows_(tags) {}

contracts::Sample CurrentTable::read(std::uint32_t tag) const { return read_change(tag).sample; }

Change CurrentTable::read_change(std::uint32_t tag) const {
  const Row& row = rows_.at(tag);
  while (true) {
    const auto before = row.sequence.load(std::memory_order_acquire);
    if ((before & 1u) != 0) continue;
    const auto kind = row.kind.load(std::memory_order_acquire);
    const auto bits = row.bits.load(std::memory_order_acquire);
    const auto quality = row.quality.load(std::memory_order_acquire);
    const auto source_time = row.source_time.load(std::memory_order_acquire);
    const auto received_at = row.received_at.load(std::memory_order_acquire);
    const auto text = kind == 3 ? row.load_text() : nullptr;
    if (row.sequence.load(std::memory_order_relaxed) != before) continue;
    Change change;
    change.tag = tag;
    change.sample.value = text ? contracts::Value{*text} : value_of(kind, bits);
    change.sample.quality = contracts::Quality{quality};
    change.sample.source_time = from_unix_ns(source_time);
    change.received_at = from_unix_ns(received_at);
    return change;
  }
}

void CurrentTable::write(const Change& change) {
  MW_ASSERT(change.tag < rows_.size());
  Row& row = rows_[change.tag];
  const auto sequence = row.sequence.load(std::memory_order_relaxed);
  row.sequence.store(sequence + 1, std::memory_order_relaxed);
  row.kind.store(static_cast<std::uint32_t>(change.sample.value.index()), std::memory_order_release);
  row.bits.store(bits_of(change.sample.value), std::memory_order_release);
  row.quality.store(change.sample.quality.code(), std::memory_order_release);
  row.source_time.store(unix_ns(change.sample.source_time), std::memory_order_release);
  row.received_at.store(unix_ns(change.received_at), std::memory_order_release);
  if (const auto* text = std::get_if<std::string>(&change.sample.value))
    row.store_text(std::make_shared<const std::string>(*text));
  row.sequence.store(sequence + 2, std::memory_order_release);
}

}  // namespace millwright::scada::tags
