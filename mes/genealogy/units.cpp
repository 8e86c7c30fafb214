#include "mes/genealogy/units.h"

#include <algorithm>
#include <charconv>

namespace millwright::mes::genealogy {
namespace {

constexpr std::size_t kCodeMax = 200;
// How well the queue tells when a bottle was printed: readings are a second or two apart.
constexpr Duration kQueueWithin = 3s;

/// "20261128T105001Z"
std::optional<Timestamp> second_of(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  return parse_rfc3339(fmt::format("{}-{}-{}T{}:{}:{}Z", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2),
                                   text.substr(9, 2), text.substr(11, 2), text.substr(13, 2)));
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::optional<std::string> recorded_in(store::Session& sql, const std::string& code) {
  return query_one<std::string>(sql, "select lot from mes_unit where code = :code", code);
}

// Empty: the text may be a unit's code, its own or printed. What is refused could not be asked for afterwards: an
// address holds no control character, and what is scanned or typed is trimmed.
std::string against_code(const std::string& text) {
  if (text.empty()) return "is empty";
  if (text.size() > kCodeMax) return fmt::format("is longer than {} bytes", kCodeMax);
  if (std::ranges::any_of(text, [](unsigned char letter) { return letter < 0x20 || letter == 0x7f; }))
    return "holds a control character";
  if (text.front() == ' ' || text.back() == ' ') return "begins or ends with a space";
  return {};
}

std::vector<std::string> pallets_where(store::Session& sql, const std::string& when, const Line& line, Timestamp latest,
                                       Timestamp earliest) {
  std::vector<std::string> out;
  for (auto& [id] :
       query<std::string>(sql,
                          "select id from mes_lot where line = :line and kind = 'pallet' and \"to\" > 0 and " + when +
                              " order by \"from\", id",
                          line.equipment, latest, earliest))
    out.push_back(std::move(id));
  return out;
}

// The pallets whose bottles were printed about then, by what was queued or by the nominal time.
void place(store::Session& sql, const Line& line, Bottle& bottle) {
  const auto printed = *bottle.printed;
  const auto second_after = printed + 1s;  // the code names the second alone
  bottle.pallets = pallets_where(sql, "printed_from > 0 and printed_from < :latest and printed_to >= :earliest", line,
                                 second_after + kQueueWithin, printed - kQueueWithin);
  bottle.tracing = Tracing::presumed;
  const auto seconds = [](Duration time) { return std::chrono::duration<double>(time).count(); };
  if (!bottle.pallets.empty()) {
    bottle.note =
        fmt::format("it is not recorded by itself: the bottles queued before it tell the pallet, give or take {:.3g} s",
                    seconds(kQueueWithin));
    return;
  }
  const auto within = line.lots.to_pallet_within;
  bottle.pallets = pallets_where(sql, "printed_from = 0 and \"from\" < :latest and \"to\" >= :earliest", line,
                                 second_after + line.lots.to_pallet + within, printed + line.lots.to_pallet - within);
  if (bottle.pallets.empty()) bottle.tracing = Tracing::unknown;
  if (bottle.pallets.empty()) return;
  bottle.note = fmt::format(
      "it is not recorded by itself: a bottle comes onto a pallet {:.3g} s after it is labelled, "
      "give or take {:.3g} s",
      seconds(line.lots.to_pallet), seconds(within));
}

}  // namespace

std::optional<BottleCode> parse_bottle_code(const std::string& text) {
  const auto last = text.rfind('-');
  if (text.size() > kCodeMax || last == std::string::npos || last == 0) return std::nullopt;
  const auto middle = text.rfind('-', last - 1);
  if (middle == std::string::npos || middle == 0) return std::nullopt;
  const auto printed = second_of(std::string_view(text).substr(middle + 1, last - middle - 1));
  const auto sequence = number_of(std::string_view(text).substr(last + 1));
  if (!printed || !sequence) return std::nullopt;
  return BottleCode{text.substr(0, middle), *printed, *sequence};
}

MesResult<Bottle> find_bottle(store::Session& sql, const MasterData& data, const std::string& text) {
  Bottle out;
  out.code = text;
  const auto code = parse_bottle_code(text);
  const auto line = std::ranges::find_if(
      data.lines, [&](const Line& one) { return code && line_in_code(one.equipment) == code->line; });
  if (line != data.lines.end()) {
    out.line = line->equipment;
    out.printed = code->printed;
    out.sequence = code->sequence;
  }
  if (auto lot = recorded_in(sql, text)) {
    if (line == data.lines.end()) out.line = find(sql, *lot).value_or(Lot{}).line;
    out.pallets = {std::move(*lot)};
    out.tracing = Tracing::measured;
    return out;
  }
  if (!code)
    return fail(MesError::not_found,
                "no unit '{}' is recorded, and it is no bottle code; one is LINE1-20261128T105001Z-000123: line, "
                "second, number",
                text);
  if (line == data.lines.end()) return fail(MesError::not_found, "there is no line '{}'", code->line);
  place(sql, *line, out);
  if (out.pallets.empty())
    return fail(MesError::not_found, "no pallet is known that was being filled when {} came there", text);
  return out;
}

MesResult<std::int64_t> record_units(Transaction& transaction, const std::string& lot,
                                     const std::vector<std::string>& codes) {
  auto& sql = transaction.sql;
  if (!find(sql, lot)) return fail(MesError::not_found, "there is no lot '{}'", lot);
  if (codes.size() > kUnitsAtOnce) return fail(MesError::invalid, "units: {} at most", kUnitsAtOnce);
  for (std::size_t i = 0; i < codes.size(); ++i)
    if (const auto why = against_code(codes[i]); !why.empty())
      return fail(MesError::invalid, "units[{}]: the code {}", i, why);
  std::int64_t added = 0;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const auto& code = codes[i];
    if (execute(sql, "insert into mes_unit (code, lot) values (:code, :lot) on conflict do nothing", code, lot) > 0) {
      ++added;
      continue;
    }
    const auto where = recorded_in(sql, code);
    if (where != lot)
      return fail(MesError::illegal, "units[{}]: unit {} is in lot {} already", i, code, where.value_or(""));
  }
  if (added > 0) transaction.changed("lots", lot);
  return added;
}

std::int64_t units_in(store::Session& sql, const std::string& lot) {
  return query_one<std::int64_t>(sql, "select count(*) from mes_unit where lot = :lot", lot).value_or(0);
}

std::vector<std::string> units_of(store::Session& sql, const std::string& lot, const std::string& after) {
  std::vector<std::string> out;
  for (auto& [code] : query<std::string>(
           sql, "select code from mes_unit where lot = :lot and code > :after order by code limit 1000", lot, after))
    out.push_back(std::move(code));
  return out;
}

}  // namespace millwright::mes::genealogy
