#pragma once
// The data set as the store takes it, and the stores it is put in.

#include <filesystem>
#include <memory>

#include "scada/historian/store/store.h"
#include "tests/bench/history/dataset.h"

namespace millwright::bench {

using scada::historian::Row;
using scada::historian::Store;
using scada::historian::TagId;

inline constexpr std::uint32_t kTags = 1000;
inline constexpr std::uint32_t kUnitTags = 100;  // in each unit of the plant
/// Ticks that every engine is given at once; each has a value of every tag.
inline constexpr int kBatchTicks = 10;

/// With the settings that SCADA opens it with, but for the room that it leaves on the disk. Throws.
[[nodiscard]] std::unique_ptr<Store> opened(const std::filesystem::path& folder);
/// Gives tags their numbers: from 1 on, in order. Throws.
void name_tags(Store& store, TagId count);
[[nodiscard]] Row row(TagId tag, std::int64_t time_ns, contracts::Value value);
/// All ticks of all tags in batches, made before anything is measured. States and counters are integers.
[[nodiscard]] std::vector<std::vector<Row>> batches_of(int ticks, const Stamps& stamps);
/// Writes the folder's files out and takes them from the system's memory, so that they are read from the disk next.
void forget_files(const std::filesystem::path& folder);
void append(Store& store, const std::vector<Row>& rows);

}  // namespace millwright::bench
