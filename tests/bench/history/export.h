#pragma once
// The data set in the words of the peers, so that they get the same values in the same batches.

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "tests/bench/history/dataset.h"

namespace millwright::bench {

/// lines: "TAG TIME_NS VALUE". victoria: VictoriaMetrics' JSON lines, a line a tag and batch. influx: line protocol
/// with times in ms. copy: PostgreSQL's COPY with times in ms.
enum class Format { lines, victoria, influx, copy };
[[nodiscard]] std::optional<Format> format_from_name(std::string_view name);

/// Writes all ticks of all tags; returns how many bytes each batch takes, in order. Throws.
std::vector<std::size_t> export_to(const std::filesystem::path& file, Format format, int ticks, const Stamps& stamps);

}  // namespace millwright::bench
