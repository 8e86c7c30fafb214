// The store under a plant's load, each figure in a process of its own; compare.py puts them beside those of the peers.
// Prints "NAME VALUE" lines.
#include <fmt/core.h>

#include <span>
#include <stdexcept>
#include <thread>

#include "scada/historian/tiers/tiers.h"
#include "tests/bench/history/export.h"
#include "tests/bench/history/measure.h"
#include "tests/bench/history/questions.h"
#include "tests/bench/history/serve.h"

namespace {

using namespace millwright;
using namespace millwright::bench;

constexpr auto kUsage = R"(usage: millwright-history-bench MODE FOLDER [ARGUMENTS]
  export FILE FORMAT TICKS JITTER_MS   the data set: lines, victoria, influx, copy; prints the bytes of batches
  ingest FOLDER TICKS JITTER_MS        CPU time of writing, durable and in chunks; the bound of bytes a value
  ask FOLDER TICKS                     the four questions, in the process; what `ingest` has written
  serve FOLDER TICKS                   the four questions over HTTP, until standard input ends
  paced FOLDER                         batches at a million values a second
  year FOLDER                          a store with a tag's year, a sample a second
  trend FOLDER                         2,000 columns of it, read for the first time
  tags FOLDER COUNT                    a store with so many tags
  many FOLDER COUNT                    memory of opening it and appending ten samples to each
)";

double entropy_bytes(const Stamps& stamps) {
  double bits = 0;
  for (std::uint32_t tag = 0; tag < kTags; ++tag) bits += Source(tag, stamps).entropy_bits();
  return bits / 8 / kTags;
}

void ingest(const std::filesystem::path& folder, int ticks, int jitter_ms) {
  const auto batches = batches_of(ticks, {.jitter_ms = jitter_ms});
  auto store = opened(folder);
  name_tags(*store, kTags);
  const auto began = SteadyClock::now();
  const auto cpu = cpu_s();
  for (const auto& rows : batches) append(*store, rows);
  const auto appended = cpu_s();
  ask_last(*store, "open_last_ms");
  if (!store->compact()) throw std::runtime_error("not compacted");
  const auto all = cpu_s();
  fmt::print("appended_cpu_s {:.4f}\ncpu_s {:.4f}\nwall_s {:.3f}\nbound_bytes {:.4f}\n", appended - cpu, all - cpu,
             ms_since(began) / 1000, entropy_bytes({.jitter_ms = jitter_ms}));
}

void paced(const std::filesystem::path& folder) {
  const auto batches = batches_of(5000, {});
  auto store = opened(folder);
  name_tags(*store, kTags);
  std::vector<double> latencies;
  auto due = SteadyClock::now();
  for (const auto& rows : batches) {
    due += std::chrono::milliseconds{kBatchTicks};
    std::this_thread::sleep_until(due);
    const auto began = SteadyClock::now();
    append(*store, rows);
    latencies.push_back(ms_since(began));
  }
  fmt::print("batch_p50_ms {:.3f}\nbatch_p99_ms {:.3f}\nbatch_worst_ms {:.3f}\n", median(latencies),
             percentile(latencies, 0.99), percentile(latencies, 1));
}

constexpr int kYear = 365 * 24 * 3600;

scada::historian::TieredTag year_tag(const Store& store) { return {1, store.paths().front(), false}; }

void year(const std::filesystem::path& folder) {
  auto store = opened(folder);
  name_tags(*store, 1);
  Source source(1, {});
  std::vector<Row> rows;
  for (int second = 1; second <= kYear; ++second) {
    const auto [time, value] = source.next();
    rows.push_back(row(1, time, value));
    if (second % 10'000 != 0 && second != kYear) continue;
    append(*store, rows);
    rows.clear();
  }
  if (!store->compact()) throw std::runtime_error("not compacted");
  const auto end = from_unix_ns(kStart) + std::chrono::seconds{kYear};
  if (!bring_up_to(*store, year_tag(*store), scada::historian::Tier::hour, end))
    throw std::runtime_error("no summaries of the hours");
}

/// As the API draws it: from the summaries of the hours, which a column is wider than. What is read is not in any
/// memory, the system's neither.
void trend(const std::filesystem::path& folder) {
  forget_files(folder);
  const auto store = opened(folder);
  const auto span = span_of(kYear);
  const auto began = SteadyClock::now();
  const auto hours = tier_series(*store, year_tag(*store).path, scada::historian::Tier::hour);
  if (!hours) throw std::runtime_error("there are no summaries of the hours");
  const auto points = decimate_tier(*store, *hours, scada::historian::Tier::hour, span.from, span.to, 2000);
  const auto ms = ms_since(began);
  if (!points || points->size() < 2000) throw std::runtime_error("there are too few points");
  fmt::print("year_ms {:.2f}\n", ms);
}

void many(const std::filesystem::path& folder, TagId count) {
  constexpr TagId kTogether = 10'000;
  const auto before = resident_mb("VmRSS");
  auto store = opened(folder);
  const auto open = resident_mb("VmRSS");
  for (int n = 0; n < 10; ++n)
    for (TagId first = 1; first <= count; first += kTogether) {
      std::vector<Row> rows;
      for (TagId tag = first; tag < std::min(first + kTogether, count + 1); ++tag)
        rows.push_back(row(tag, kStart + n * 1'000'000'000LL, 20.0 + n + static_cast<double>(tag % 100) / 100));
      append(*store, rows);
    }
  fmt::print("opened_mb {:.1f}\nappended_mb {:.1f}\npeak_mb {:.1f}\n", open - before, resident_mb("VmRSS") - before,
             resident_mb("VmHWM") - before);
}

void run(const std::string& mode, const std::filesystem::path& at, std::span<char* const> more) {
  const auto number = [&](std::size_t i) { return std::stoi(more[i]); };
  const auto is = [&](const char* name, std::size_t arguments) { return mode == name && more.size() == arguments; };
  if (is("export", 3)) {
    const auto format = format_from_name(more[0]);
    if (!format) throw std::runtime_error(kUsage);
    for (const auto size : export_to(at, *format, number(1), {.jitter_ms = number(2)})) fmt::print("{}\n", size);
  } else if (is("ingest", 2)) {
    ingest(at, number(0), number(1));
  } else if (is("ask", 1)) {
    ask_all(*opened(at), number(0));
  } else if (is("serve", 1)) {
    serve(*opened(at), number(0));
  } else if (is("paced", 0)) {
    paced(at);
  } else if (is("year", 0)) {
    year(at);
  } else if (is("trend", 0)) {
    trend(at);
  } else if (is("tags", 1)) {
    name_tags(*opened(at), static_cast<TagId>(number(0)));
  } else if (is("many", 1)) {
    many(at, static_cast<TagId>(number(0)));
  } else {
    throw std::runtime_error(kUsage);
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 3) throw std::runtime_error(kUsage);
    run(argv[1], argv[2], std::span(argv, static_cast<std::size_t>(argc)).subspan(3));
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
