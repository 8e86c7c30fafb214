// What people change of the past. The row in the audit trail comes first: without it nothing is changed.
#include <open62541/types.h>

#include <algorithm>
#include <map>

#include "lib/opcua/history.h"
#include "lib/opcua/ua.h"
#include "scada/historian/tiers/tiers.h"
#include "scada/opcua_server/plant_history.h"
#include "scada/opcua_server/session_rules.h"

namespace millwright::scada::opcua_server {
namespace {

using contracts::Sample;
using contracts::Value;
using opcua::StatusCode;

constexpr std::size_t kListedMax = 10;  // values that one row of the audit trail names
constexpr std::uint32_t kWithoutInfoBits = 0xFFFF0000u;

std::string_view action_of(opcua::PerformUpdate how) {
  switch (how) {
    case opcua::PerformUpdate::insert:
      return "history.insert";
    case opcua::PerformUpdate::replace:
      return "history.replace";
    case opcua::PerformUpdate::update:
      return "history.update";
  }
  return "history.update";
}

/// As a value of the tag's type; nullopt where that would be another value. Nothing becomes the type's zero.
std::optional<Value> fitting(const std::optional<Value>& value, plant::ValueType type) {
  const auto as = [&]<class T>(T zero) -> std::optional<Value> {
    if (!value) return Value{std::move(zero)};
    return std::holds_alternative<T>(*value) ? value : std::nullopt;
  };
  switch (type) {
    case plant::ValueType::boolean:
      return as(false);
    case plant::ValueType::integer:
      return as(std::int64_t{0});
    case plant::ValueType::text:
      return as(std::string{});
    case plant::ValueType::real:
      if (value && std::holds_alternative<std::int64_t>(*value)) return Value{*contracts::number_in(*value)};
      return as(0.0);
  }
  return std::nullopt;
}

std::string told(const Sample& sample) {
  const auto value = contracts::to_text(sample.value);
  return sample.quality == contracts::quality::kGood ? value : fmt::format("{} {}", value, sample.quality.name());
}

/// "a, b, c and 7 more"
class Listing {
 public:
  template <class... Args>
  void add(fmt::format_string<Args...> text, Args&&... args) {
    if (++count_ > kListedMax) return;
    text_ += (text_.empty() ? "" : ", ") + fmt::format(text, std::forward<Args>(args)...);
  }
  /// Counts so many that would not be named any more.
  void pass(std::size_t more) { count_ += more; }
  [[nodiscard]] bool full() const { return count_ >= kListedMax; }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::string text() const {
    return count_ > kListedMax ? fmt::format("{} and {} more", text_, count_ - kListedMax) : text_;
  }

 private:
  std::string text_;
  std::size_t count_ = 0;
};

StatusCode code_of(opcua::PerformUpdate how, bool exists) {
  if (exists && how == opcua::PerformUpdate::insert) return UA_STATUSCODE_BADENTRYEXISTS;
  if (!exists && how == opcua::PerformUpdate::replace) return UA_STATUSCODE_BADNOENTRYEXISTS;
  return exists ? UA_STATUSCODE_GOODENTRYREPLACED : UA_STATUSCODE_GOODENTRYINSERTED;
}

bool is_bad(StatusCode code) { return contracts::Quality{code}.is_bad(); }

std::string rejected(StatusCode code) { return fmt::format("rejected({})", opcua::status_name(code)); }

}  // namespace

/// What becomes of the values of an update, before anything is written.
struct PlantHistory::Edit {
  std::vector<StatusCode> codes;
  std::vector<historian::Row> rows;
  Listing changes;
};

PlantHistory::Answer<std::optional<Sample>> PlantHistory::stored_at(const Kept& kept, Timestamp time) const {
  auto found = archive_.store().first_from(kept.id, time);
  if (!found) return fail(StatusCode{UA_STATUSCODE_BADDATAUNAVAILABLE}, "{}", found.error().message);
  // A client sees times in ticks: what lies inside the tick is what it means.
  if (*found && (*found)->source_time >= time + opcua::kHistoryTick) found->reset();
  return *found;
}

PlantHistory::Answer<PlantHistory::Edit> PlantHistory::judge(const Kept& kept, opcua::PerformUpdate how,
                                                             const std::vector<opcua::HistoryValue>& values) const {
  Edit edit;
  std::map<Timestamp, Sample> here;  // by the time asked for: what the values before in this request leave behind
  const auto now = clock_.utc();
  for (const auto& asked : values) {
    auto value = fitting(asked.value, kept.tag.type);
    if (!value || asked.time > now) {
      edit.codes.push_back(value ? UA_STATUSCODE_BADINVALIDTIMESTAMP : UA_STATUSCODE_BADTYPEMISMATCH);
      continue;
    }
    const auto before = here.find(asked.time);
    auto stored = before != here.end() ? Answer<std::optional<Sample>>(before->second) : stored_at(kept, asked.time);
    if (!stored) return std::unexpected(stored.error());
    const auto code = code_of(how, stored->has_value());
    edit.codes.push_back(code);
    if (is_bad(code)) continue;
    const auto time = *stored ? (*stored)->source_time : asked.time;
    const Sample sample{std::move(*value), contracts::Quality{asked.status.code() & kWithoutInfoBits}, time};
    const auto was = *stored ? fmt::format(" (was {})", told(**stored)) : "";
    edit.changes.add("{} {}{}", to_rfc3339(time), told(sample), was);
    edit.rows.push_back({kept.id, sample});
    here[asked.time] = sample;
  }
  return edit;
}

PlantHistory::Answer<std::vector<StatusCode>> PlantHistory::update(const opcua::SessionUser& user,
                                                                   const std::string& node, opcua::PerformUpdate how,
                                                                   const std::vector<opcua::HistoryValue>& values) {
  const std::string action(action_of(how));
  const auto refused = [&](StatusCode code, const std::string& why) -> Answer<std::vector<StatusCode>> {
    audit(user, action, node, rejected(code), why);
    return fail(code, "{} may not: {}", user.name, why);
  };
  if (!may_edit(user)) return refused(UA_STATUSCODE_BADUSERACCESSDENIED, fmt::format("{} values", values.size()));
  const auto kept = find(node);
  if (!kept) return refused(UA_STATUSCODE_BADHISTORYOPERATIONUNSUPPORTED, "it is not kept");
  const auto edit = judge(*kept, how, values);
  if (!edit) return refused(edit.error().code, edit.error().message);
  if (edit->rows.empty()) {
    const auto first = edit->codes.empty() ? StatusCode{UA_STATUSCODE_BADINVALIDARGUMENT} : edit->codes.front();
    audit(user, action, node, rejected(first), fmt::format("none of {} values", edit->codes.size()));
    return edit->codes;
  }
  const auto detail = fmt::format("{} of {} values: {}", edit->rows.size(), edit->codes.size(), edit->changes.text());
  if (!audit(user, action, node, "accepted", detail))
    return fail(StatusCode{UA_STATUSCODE_BADRESOURCEUNAVAILABLE}, "it cannot be audited");
  auto rows = edit->rows;
  for (const auto& row : edit->rows) {
    const auto marks = historian::late_marks(archive_.store(), node, row.sample.source_time, row.sample.source_time);
    if (!marks) return refused(UA_STATUSCODE_BADRESOURCEUNAVAILABLE, marks.error().message);
    rows.insert(rows.end(), marks->begin(), marks->end());
  }
  if (const auto written = archive_.store().append(rows); !written)
    return refused(UA_STATUSCODE_BADRESOURCEUNAVAILABLE, written.error().message);
  return edit->codes;
}

StatusCode PlantHistory::remove(const opcua::SessionUser& user, const std::string& node, Timestamp from, Timestamp to) {
  const std::string action = "history.delete";
  const auto span = fmt::format("from {} to {}", to_rfc3339(from), to_rfc3339(to));
  const auto refused = [&](StatusCode code, const std::string& why) {
    audit(user, action, node, rejected(code), why);
    return code;
  };
  if (!may_edit(user)) return refused(UA_STATUSCODE_BADUSERACCESSDENIED, span);
  const auto kept = find(node);
  if (!kept) return refused(UA_STATUSCODE_BADHISTORYOPERATIONUNSUPPORTED, "it is not kept");
  const auto cursor = archive_.store().read(kept->id, from, to, historian::Direction::forward);
  if (!cursor) return refused(UA_STATUSCODE_BADDATAUNAVAILABLE, cursor.error().message);
  Listing gone;
  for (;;) {
    const auto block = (*cursor)->next();
    if (!block) return refused(UA_STATUSCODE_BADDATAUNAVAILABLE, block.error().message);
    if ((*block)->empty()) break;
    std::size_t i = 0;
    for (; i < (*block)->size() && !gone.full(); ++i)
      gone.add("{} {}", to_rfc3339(from_unix_ns((*block)->times[i])), told((*block)->sample(i)));
    gone.pass((*block)->size() - i);
  }
  if (gone.count() == 0) return refused(UA_STATUSCODE_BADNODATA, span);
  if (!audit(user, action, node, "accepted", fmt::format("{} samples {}: {}", gone.count(), span, gone.text())))
    return UA_STATUSCODE_BADRESOURCEUNAVAILABLE;
  if (const auto removed = archive_.store().remove(kept->id, from, to); !removed)
    return refused(UA_STATUSCODE_BADRESOURCEUNAVAILABLE, removed.error().message);
  auto marks = historian::late_marks(archive_.store(), node, from, to);
  if (marks && !marks->empty())
    if (const auto marked = archive_.store().append(*marks); !marked) marks = std::unexpected(marked.error());
  if (!marks) log_.error("summaries of {} {} are not made again: {}", node, span, marks.error().message);
  return UA_STATUSCODE_GOOD;
}

}  // namespace millwright::scada::opcua_server
