#include "tests/bench/history/rows.h"

#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>

namespace millwright::bench {

std::unique_ptr<Store> opened(const std::filesystem::path& folder) {
  auto store = Store::open({.folder = folder, .reserve_bytes = 0});
  if (!store) throw std::runtime_error(store.error().message);
  return std::move(*store);
}

void name_tags(Store& store, TagId count) {
  for (TagId tag = 1; tag <= count; ++tag) {
    const auto unit = std::to_string((tag - 1) / kUnitTags);
    const auto number = store.tag("line1/unit" + unit + "/tag" + std::to_string(tag));
    if (!number || *number != tag) throw std::runtime_error("a tag got another number than was thought");
  }
}

Row row(TagId tag, std::int64_t time_ns, contracts::Value value) {
  Row out;
  out.tag = tag;
  out.sample.value = std::move(value);
  out.sample.quality = contracts::quality::kGood;
  out.sample.source_time = from_unix_ns(time_ns);
  return out;
}

std::vector<std::vector<Row>> batches_of(int ticks, const Stamps& stamps) {
  std::vector<Source> sources;
  for (std::uint32_t tag = 0; tag < kTags; ++tag) sources.emplace_back(tag, stamps);
  std::vector<std::vector<Row>> batches;
  for (int tick = 0; tick < ticks; ++tick) {
    if (tick % kBatchTicks == 0) batches.emplace_back().reserve(static_cast<std::size_t>(kBatchTicks) * kTags);
    for (std::uint32_t tag = 0; tag < kTags; ++tag) {
      const auto [time, value] = sources[tag].next();
      if (sources[tag].signal() == Signal::analog)
        batches.back().push_back(row(tag + 1, time, value));
      else
        batches.back().push_back(row(tag + 1, time, static_cast<std::int64_t>(value)));
    }
  }
  return batches;
}

void forget_files(const std::filesystem::path& folder) {
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const int descriptor = ::open(file.path().c_str(), O_RDONLY | O_CLOEXEC);
    const bool forgotten =
        descriptor >= 0 && ::fsync(descriptor) == 0 && ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED) == 0;
    if (descriptor >= 0) ::close(descriptor);
    if (!forgotten) throw std::runtime_error("a file could not be taken from memory");
  }
}

void append(Store& store, const std::vector<Row>& rows) {
  if (const auto appended = store.append(rows); !appended) throw std::runtime_error(appended.error().message);
}

}  // namespace millwright::bench
