#include "scada/historian/query/part13_examples.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

namespace millwright::scada::historian::part13 {
namespace {

contracts::Quality quality_of(char letter) {
  switch (letter) {
    case 'g':
      return contracts::quality::kGood;
    case 'u':
      return contracts::quality::kUncertain;
    case 's':
      return quality::kUncertainDataSubNormal;
    case 'b':
      return contracts::quality::kBad;
    case 'n':
      return quality::kBadNoData;
    default:
      throw std::runtime_error(std::string("no quality is called ") + letter);
  }
}

double number_of(const std::string& text) {
  if (text.size() == 1 && std::isalpha(text.front()) != 0) return quality_of(text.front()).code();
  return std::stod(text);
}

contracts::Value value_of(const std::string& text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return text == "_" ? 0.0 : std::stod(text);
}

Historian historian(std::istringstream& in) {
  Historian out;
  auto& configuration = out.configuration;
  int percent_bad = 0;
  int percent_good = 0;
  std::string colon;
  in >> configuration.stepped >> configuration.treat_uncertain_as_bad >> percent_bad >> percent_good >>
      configuration.use_sloped_extrapolation >> colon;
  configuration.percent_data_bad = static_cast<std::uint8_t>(percent_bad);
  configuration.percent_data_good = static_cast<std::uint8_t>(percent_good);
  const bool is_bool = in.str().find("true") != std::string::npos;
  double seconds = 0;
  std::string value;
  char letter = 0;
  while (in >> seconds >> value >> letter) {
    contracts::Sample sample{value_of(value), quality_of(letter), at(seconds)};
    if (is_bool && value == "_") sample.value = false;
    out.samples.push_back(sample);
  }
  return out;
}

}  // namespace

std::string Table::name() const { return std::string(name_of(aggregate)) + " " + std::to_string(historian); }

Timestamp at(double seconds) {
  constexpr std::int64_t kNoon = 1'325'505'600;  // 2012-01-02T12:00:00Z
  return from_unix_ns(kNoon * 1'000'000'000 + std::llround(seconds * 1e9));
}

Expected expected(const std::string& cell) {
  Expected out;
  out.text = cell;
  const auto time_at = cell.find('@');
  if (time_at != std::string::npos) out.time = at(std::stod(cell.substr(time_at + 1)));
  const auto body = cell.substr(0, time_at);
  const auto colon = body.find(':');
  if (body.substr(0, colon) != "_") out.value = number_of(body.substr(0, colon));
  out.status = contracts::quality::kGood;
  std::uint32_t bits = 0;
  for (const char letter : colon == std::string::npos ? std::string() : body.substr(colon + 1)) switch (letter) {
      case 'c':
        bits |= info::kCalculated;
        break;
      case 'i':
        bits |= info::kInterpolated;
        break;
      case 'p':
        bits |= info::kPartial;
        break;
      case 'm':
        bits |= info::kMultiValue;
        break;
      default:
        out.status = quality_of(letter);
    }
  out.status = with_info(out.status, bits);
  return out;
}

Examples examples() {
  std::ifstream file("scada/historian/query/testdata/part13_annex_a.txt");
  if (!file) throw std::runtime_error("part13_annex_a.txt is not found from the working directory");
  Examples out;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream in(line);
    std::string word;
    in >> word;
    if (word == "historian") {
      int name = 0;
      in >> name;
      out.historians[name] = historian(in);
      continue;
    }
    if (word == "by_text") {
      std::string aggregate;
      std::string name;
      in >> aggregate >> name >> word;
      std::size_t number = 0;
      for (std::string cell; in >> number >> cell;) out.by_text[{aggregate + " " + name, number}] = expected(cell);
      continue;
    }
    Table table;
    table.aggregate = aggregate_from_name(word).value();
    int seconds = 0;
    in >> table.historian >> seconds >> word;
    table.interval = std::chrono::seconds{seconds};
    for (std::string cell; in >> cell;) table.results.push_back(expected(cell));
    out.tables.push_back(std::move(table));
  }
  return out;
}

std::optional<std::string> difference(const Expected& expected, Timestamp interval_start, const Processed& found) {
  std::ostringstream out;
  if (expected.value.has_value() != found.value.has_value())
    out << (found.value ? " has the value " + contracts::to_text(*found.value) : " has no value");
  else if (found.value && std::abs(contracts::number_in(*found.value).value() - *expected.value) > 0.001)
    out << " is " << contracts::to_text(*found.value);
  if (expected.status != found.status) out << " has status " << std::hex << found.status.code() << std::dec;
  const auto time = expected.time.value_or(interval_start);
  if (time != found.time) out << " is at " << static_cast<double>(unix_ns(found.time) - unix_ns(at(0))) / 1e9 << " s";
  if (out.str().empty()) return std::nullopt;
  return "expected " + expected.text + "," + out.str();
}

TEST(Part13Examples, AreReadWhole) {
  const auto found = examples();
  EXPECT_EQ(found.historians.size(), 5u);
  std::size_t results = 0;
  for (const auto& table : found.tables) {
    results += table.results.size();
    EXPECT_EQ(table.results.size(), static_cast<std::size_t>((100s + table.interval - 1s) / table.interval))
        << table.name();
  }
  EXPECT_EQ(found.tables.size(), 154u);
  EXPECT_EQ(results, 1358u);
  EXPECT_EQ(found.by_text.size(), 37u);
}

}  // namespace millwright::scada::historian::part13
