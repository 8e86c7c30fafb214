#pragma once
// For tests: the MES on a Monday at eight, as paula plans. What time it is a test says, so that shifts and due dates
// are always the same; searches end by the real monotonic clock.

#include <atomic>

#include "mes/main/mes_over_http.h"

namespace millwright::mes {

inline const Timestamp kMonday = *parse_rfc3339("2026-11-30T08:00:00Z");

/// UTC stands still until it is moved on.
class ClockOfThePlant final : public Clock {
 public:
  [[nodiscard]] Timestamp utc() const override { return now_; }
  [[nodiscard]] MonotonicTime monotonic() const override { return system_.monotonic(); }
  void move_to(Timestamp time) { now_ = time; }

 private:
  const SystemClock system_;
  std::atomic<Timestamp> now_{kMonday};
};

/// At first ERP-4711 (12,000 bottles, at two a second and six minutes: until 9:46) has the line; ERP-4712 (24,000, due
/// at 16:00) and ERP-4713 (6,000) wait.
class PlanningOverHttp : public MesOverHttp {
 protected:
  PlanningOverHttp() : MesOverHttp(time_) {}
  void TearDown() override { mes_.reset(); }  // it reads the clock until it ends

  void begin() {
    start();
    paula_ = sign_in("paula");
  }
  /// A time of that Monday. As text, whole seconds all, the earlier is the lesser.
  static Timestamp moment(Duration after_midnight) { return kMonday - 8h + after_midnight; }
  static std::string at(Duration after_midnight) { return to_rfc3339(moment(after_midnight)); }
  /// Empty where the field is not there.
  static std::string text_of(const json::value& row, const char* field) {
    const auto* found = row.as_object().if_contains(field);
    return found == nullptr ? std::string{} : std::string(found->as_string());
  }

  /// The answer to paula's wish.
  json::value posted(const std::string& path, const json::object& body, int status = 200) {
    const auto answer = post(path, paula_, json::serialize(body));
    EXPECT_EQ(answer.status, status) << path << " " << json::serialize(body) << ": " << answer.body;
    return answer.status == status ? json::parse(answer.body) : json::value{};
  }
  void refused(const std::string& path, const json::object& body, int status, const std::string& why) {
    const auto answer = post(path, paula_, json::serialize(body));
    EXPECT_EQ(answer.status, status) << path << " " << json::serialize(body) << ": " << answer.body;
    EXPECT_NE(answer.body.find(why), std::string::npos) << why << " in " << answer.body;
  }
  json::value plan() { return posted(kSchedule + "/plan", {{"seconds", 0.2}}); }
  json::value replan(json::object event, bool keep = false) {
    event["keep"] = keep;
    return posted(kSchedule + "/replan", event);
  }
  json::value in_force() { return got(kSchedule, paula_); }
  std::vector<std::string> disruptions(std::string_view kind) {
    std::vector<std::string> out;
    const auto all = got(kSchedule + "/disruptions", paula_);
    for (const auto& one : all.as_array())
      if (one.at("kind").as_string() == kind) out.emplace_back(one.at("text").as_string());
    return out;
  }

  /// The order's row in a plan; a fault where it has none.
  static json::value row(const json::value& plan, const std::string& order) {
    for (const auto& one : plan.as_array())
      if (one.at("order_id").as_string() == order) return one;
    ADD_FAILURE() << order << " has no row in " << json::serialize(plan);
    return json::object{};
  }
  static std::string start_of(const json::value& plan, const std::string& order) {
    return text_of(row(plan, order), "start");
  }
  /// What begins at another time than before, in the order of its new beginning.
  static std::vector<std::string> moved_in(const json::value& answer) {
    std::vector<std::string> out;
    for (const auto& one : answer.at("moved").as_array()) out.emplace_back(one.at("order").as_string());
    return out;
  }
  /// The rows of the audit trail about planning: action and outcome, oldest first.
  std::vector<std::string> audited() {
    std::vector<std::string> out;
    const auto trail = got("/api/v1/audit", sign_in("admin"));
    for (const auto& one : trail.as_array())
      if (const auto action = std::string(one.at("action").as_string()); action.starts_with("schedule."))
        out.insert(out.begin(), action + " " + std::string(one.at("outcome").as_string()));
    return out;
  }

  inline static const std::string kSchedule = "/api/v1/schedule";
  ClockOfThePlant time_;
  std::string paula_;
};

}  // namespace millwright::mes
