#include "tests/bench/history/export.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/bench/history/rows.h"

namespace millwright::bench {
namespace {

constexpr std::int64_t kMs = 1'000'000;

struct Tag {
  std::uint32_t number;  // from 1
  std::uint32_t unit;
  bool analog;
};

using Out = std::back_insert_iterator<std::string>;

void write_value(Out out, const Tag& tag, double value) {
  if (tag.analog)
    fmt::format_to(out, "{:.2f}", value);
  else
    fmt::format_to(out, "{:.0f}", value);
}

/// One sample a line; in a batch the ticks one after the other, as they happen.
void write_row(Out out, Format format, const Tag& tag, const Source::Sample& sample) {
  switch (format) {
    case Format::lines:
      fmt::format_to(out, "{} {} ", tag.number, sample.time_ns);
      write_value(out, tag, sample.value);
      break;
    case Format::copy:
      fmt::format_to(out, "{}\t{}\t", tag.number, sample.time_ns / kMs);
      write_value(out, tag, sample.value);
      break;
    case Format::influx:
      // A field has one type in all its series: what is whole has a measurement of its own, and packs better there.
      fmt::format_to(out, "{},tag={},unit={} value=", tag.analog ? "analog" : "whole", tag.number, tag.unit);
      write_value(out, tag, sample.value);
      fmt::format_to(out, "{} {}", tag.analog ? "" : "i", sample.time_ns / kMs);
      break;
    case Format::victoria:
      break;
  }
  *out = '\n';
}

void write_victoria(Out out, const Tag& tag, const std::vector<Source::Sample>& samples) {
  fmt::format_to(out, R"({{"metric":{{"__name__":"v","tag":"{}","unit":"{}"}},"values":[)", tag.number, tag.unit);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (i > 0) *out = ',';
    write_value(out, tag, samples[i].value);
  }
  fmt::format_to(out, R"(],"timestamps":[)");
  for (std::size_t i = 0; i < samples.size(); ++i)
    fmt::format_to(out, "{}{}", i > 0 ? "," : "", samples[i].time_ns / kMs);
  fmt::format_to(out, "]}}\n");
}

std::string batch_of(std::vector<Source>& sources, Format format, int ticks) {
  std::string text;
  const Out out(text);
  std::vector<std::vector<Source::Sample>> samples(sources.size());
  for (std::size_t i = 0; i < sources.size(); ++i)
    for (int tick = 0; tick < ticks; ++tick) samples[i].push_back(sources[i].next());
  const auto tag_of = [&](std::size_t i) {
    const auto number = static_cast<std::uint32_t>(i);
    return Tag{number + 1, number / kUnitTags, sources[i].signal() == Signal::analog};
  };
  if (format == Format::victoria) {
    for (std::size_t i = 0; i < sources.size(); ++i) write_victoria(out, tag_of(i), samples[i]);
    return text;
  }
  for (int tick = 0; tick < ticks; ++tick)
    for (std::size_t i = 0; i < sources.size(); ++i)
      write_row(out, format, tag_of(i), samples[i][static_cast<std::size_t>(tick)]);
  return text;
}

}  // namespace

std::optional<Format> format_from_name(std::string_view name) {
  if (name == "lines") return Format::lines;
  if (name == "victoria") return Format::victoria;
  if (name == "influx") return Format::influx;
  if (name == "copy") return Format::copy;
  return std::nullopt;
}

std::vector<std::size_t> export_to(const std::filesystem::path& file, Format format, int ticks, const Stamps& stamps) {
  std::vector<Source> sources;
  for (std::uint32_t tag = 0; tag < kTags; ++tag) sources.emplace_back(tag, stamps);
  std::ofstream out(file, std::ios::binary);
  std::vector<std::size_t> sizes;
  for (int first = 0; first < ticks; first += kBatchTicks) {
    const auto text = batch_of(sources, format, std::min(kBatchTicks, ticks - first));
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    sizes.push_back(text.size());
  }
  out.close();
  if (!out) throw std::runtime_error("the data set could not be written");
  return sizes;
}

}  // namespace millwright::bench
