#pragma once
// For tests: what stands behind the OPC UA server, reduced to lists that a test can read and fill.

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

#include "lib/accounts/accounts.h"
#include "lib/accounts/audit.h"
#include "scada/alarms/alarms.h"
#include "scada/control/controller.h"
#include "scada/jobs/jobs.h"

namespace millwright::scada::opcua_server {

class FakeAlarms final : public alarms::Alarms {
 public:
  void add_listener(alarms::AlarmListener listener) override { listeners_.push_back(std::move(listener)); }
  void start() override {}
  void stop() override {}
  void evaluate(const std::vector<tags::Change>&) override {}
  void raise_system(const contracts::EquipmentPath&, const std::string&, int, const std::string&) override {}
  void clear_system(const contracts::EquipmentPath&, const std::string&) override {}
  [[nodiscard]] std::vector<alarms::Alarm> list() const override { return {}; }
  [[nodiscard]] std::optional<alarms::Alarm> find(const std::string& id) const override {
    const std::scoped_lock lock(mutex_);
    const auto found = alarms_.find(id);
    return found == alarms_.end() ? std::nullopt : std::optional(found->second);
  }
  Result<alarms::Alarm, alarms::AlarmError> acknowledge(const std::string& id, const std::string& user,
                                                        const std::string&) override {
    auto alarm = find(id);
    if (!alarm || !alarms::is_unacknowledged(alarm->state))
      return fail(alarms::AlarmError::nothing_to_acknowledge, "{} is not unacknowledged", id);
    alarm->state = alarm->state == alarms::AlarmState::UNACK ? alarms::AlarmState::ACKED : alarms::AlarmState::NORM;
    alarm->acknowledged_by = user;
    alarm->changed_at += 1s;
    emit(*alarm);
    return *alarm;
  }
  /// A transition, as the journal's thread would tell it.
  void emit(const alarms::Alarm& alarm) {
    {
      const std::scoped_lock lock(mutex_);
      alarms_[alarm.id] = alarm;
    }
    for (const auto& listener : listeners_) listener(alarm);
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, alarms::Alarm> alarms_;
  std::vector<alarms::AlarmListener> listeners_;
};

class FakeController final : public control::Controller {
 public:
  void add_listener(control::ResultListener listener) override { listeners_.push_back(std::move(listener)); }
  void on_outcome_unknown(std::function<void(const contracts::CommandResult&)>) override {}
  void start() override {}
  void stop() override {}
  contracts::CommandResult submit(const contracts::Command& command, const control::Caller& caller) override {
    const std::scoped_lock lock(mutex_);
    commands.push_back(command);
    callers.push_back(caller);
    auto result = answer;
    result.id = command.id;
    results[command.id.str()] = result;
    return result;
  }
  [[nodiscard]] std::optional<contracts::CommandResult> find(const contracts::CommandId& id) override {
    const std::scoped_lock lock(mutex_);
    const auto found = results.find(id.str());
    return found == results.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] std::vector<contracts::CommandResult> latest(int) override { return {}; }
  [[nodiscard]] control::Authority authority(const contracts::EquipmentPath&) const override {
    return control::Authority::remote;
  }
  Result<control::AuthorityChange, store::StoreError> set_authority(const contracts::EquipmentPath&, control::Authority,
                                                                    const control::Caller&,
                                                                    const std::string&) override {
    return fail(store::StoreError::failed, "not in this test");
  }
  [[nodiscard]] std::optional<std::string> blocked_by(const contracts::EquipmentPath&,
                                                      std::string_view) const override {
    return std::nullopt;
  }
  void emit(const contracts::CommandResult& result) {
    for (const auto& listener : listeners_) listener(result);
  }

  std::mutex mutex_;
  contracts::CommandResult answer;
  std::vector<contracts::Command> commands;
  std::vector<control::Caller> callers;
  std::map<std::string, contracts::CommandResult> results;

 private:
  std::vector<control::ResultListener> listeners_;
};

/// Orders as they came; every method answers what the test wants.
class FakeJobs final : public jobs::Jobs {
 public:
  struct Asked {
    jobs::Cause method;
    std::string id;
    std::string comment;
    control::Caller caller;
  };
  void add_listener(jobs::JobListener listener) override { listeners_.push_back(std::move(listener)); }
  void start() override {}
  void stop() override {}
  [[nodiscard]] bool alive() const override { return true; }
  jobs::Answer put(const contracts::EquipmentPath&, jobs::Cause method, const jobs::JobOrder& order,
                   const std::string& comment, const control::Caller& caller) override {
    const std::scoped_lock lock(mutex_);
    asked.push_back({method, order.id, comment, caller});
    orders.push_back(order);
    return answer;
  }
  jobs::Answer ask(const contracts::EquipmentPath&, jobs::Cause method, const std::string& id,
                   const std::string& comment, const control::Caller& caller) override {
    const std::scoped_lock lock(mutex_);
    asked.push_back({method, id, comment, caller});
    return answer;
  }
  [[nodiscard]] std::vector<contracts::EquipmentPath> lines() const override {
    return {contracts::EquipmentPath{"line1"}};
  }
  [[nodiscard]] std::vector<jobs::Job> list(const contracts::EquipmentPath&) const override {
    const std::scoped_lock lock(mutex_);
    return jobs_;
  }
  [[nodiscard]] std::optional<jobs::Job> find(const contracts::EquipmentPath&, const std::string& id) const override {
    const std::scoped_lock lock(mutex_);
    for (const auto& job : jobs_)
      if (job.order.id == id) return job;
    return std::nullopt;
  }
  void emit(const jobs::JobChange& change) {
    {
      const std::scoped_lock lock(mutex_);
      std::erase_if(jobs_, [&](const jobs::Job& job) { return job.order.id == change.job.order.id; });
      if (change.job.state != jobs::State::absent) jobs_.push_back(change.job);
    }
    for (const auto& listener : listeners_) listener(change);
  }

  std::vector<Asked> asked;
  std::vector<jobs::JobOrder> orders;
  jobs::Answer answer;

 private:
  mutable std::mutex mutex_;
  std::vector<jobs::Job> jobs_;
  std::vector<jobs::JobListener> listeners_;
};

/// Users by name; everybody's password is "right password".
class FakeAccounts final : public accounts::Accounts {
 public:
  Result<accounts::User, accounts::AccountError> verify(const std::string& name, const std::string& password) override {
    const auto found = users.find(name);
    if (found == users.end() || password != "right password")
      return fail(accounts::AccountError::refused, "{} is refused", name);
    return accounts::User{name, found->second, true, {}};
  }
  Result<void, accounts::AccountError> add(const std::string&, const std::string&,
                                           const std::set<std::string>&) override {
    return {};
  }
  Result<void, accounts::AccountError> set_password(const std::string&, const std::string&) override { return {}; }
  Result<void, accounts::AccountError> set_enabled(const std::string&, bool) override { return {}; }
  Result<std::vector<accounts::User>, accounts::AccountError> list() override { return std::vector<accounts::User>{}; }
  Result<void, accounts::AccountError> revoke_token(const std::string&, Timestamp) override { return {}; }
  [[nodiscard]] bool token_revoked(const std::string&) override { return false; }
  [[nodiscard]] bool session_ended(const http::Identity&) override { return false; }

  std::map<std::string, std::set<std::string>> users{
      {"olga", {"operator"}}, {"bridge", {"bridge"}}, {"quentin", {"quality"}}, {"edith", {"engineer"}}};
};

class FakeAudit final : public accounts::AuditTrail {
 public:
  store::StoreResult<void> append(const accounts::AuditRow& row) override {
    if (full) return fail(store::StoreError::failed, "the disk is full");
    const std::scoped_lock lock(mutex_);
    rows_.push_back(row);
    return {};
  }
  store::StoreResult<void> append(store::Session&, const accounts::AuditRow& row) override { return append(row); }
  store::StoreResult<std::vector<accounts::AuditRow>> latest(int) override {
    const std::scoped_lock lock(mutex_);
    return rows_;
  }
  store::StoreResult<std::int64_t> first_broken() override { return 0; }

  std::atomic<bool> full{false};  // no row is taken

 private:
  std::mutex mutex_;
  std::vector<accounts::AuditRow> rows_;
};

}  // namespace millwright::scada::opcua_server
