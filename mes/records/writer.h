#pragma once
// How the MES changes its record: one transaction that applies what happened and keeps, in the outbox, what follows.
// Only after the commit is the relay woken and are the pages told.

#include <fmt/format.h>

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lib/base/ids.h"
#include "lib/contracts/cloud_event.h"
#include "lib/contracts/events.h"
#include "lib/contracts/mes_events.h"
#include "lib/store/database.h"
#include "lib/store/outbox.h"

namespace millwright::mes {

enum class MesError {
  not_found,
  illegal,      // not in this state
  invalid,      // the request makes no sense
  storage,      // the database refused it
  unavailable,  // the database cannot be reached now; try again
};
template <class T>
using MesResult = Result<T, MesError>;

/// The CloudEvents source of everything the MES says.
inline constexpr std::string_view kSource = "/millwright/mes";

/// Something the pages show is no longer what it was.
struct Change {
  std::string what;  // orders, lots, deviations, workflows, tasks, equipment, schedule
  std::string id;
  friend auto operator<=>(const Change&, const Change&) = default;
};

/// What a handler works with. Lives for one attempt of one transaction, on the thread that runs it.
class Transaction {
 public:
  Transaction(store::Session& session, const Clock& clock, IdSource& ids)
      : sql(session), now(clock.utc()), clock_(clock), ids_(ids) {}

  store::Session& sql;
  const Timestamp now;  // when it began; one moment for all its rows

  /// The time at this very step, for the hops of a chain.
  [[nodiscard]] Timestamp moment() const { return clock_.utc(); }

  /// To the bus, after the commit.
  template <class Event>
  void say(const contracts::EquipmentPath& about, const Event& event) {
    add("events", contracts::make_event(ids_.next(), std::string(kSource), about, now, event),
        contracts::routing_key(about, contracts::kind_of<Event>().word));
  }
  void command(const contracts::Command& command);
  void changed(std::string what, std::string id) { changes_.push_back({std::move(what), std::move(id)}); }

  [[nodiscard]] const std::vector<store::OutboxMessage>& messages() const { return messages_; }
  [[nodiscard]] const std::vector<Change>& changes() const { return changes_; }

 private:
  void add(std::string channel, const contracts::CloudEvent& event, std::string routing_key);

  const Clock& clock_;
  IdSource& ids_;
  std::vector<store::OutboxMessage> messages_;
  std::vector<Change> changes_;
};

/// Owned by main(); write() from any thread. `database`, `outbox` and `clock` must outlive it.
class Writer {
 public:
  Writer(store::Database& database, store::Outbox& outbox, const Clock& clock)
      : database_(database), outbox_(outbox), clock_(clock), ids_(clock) {}

  /// Told the changes of each transaction after its commit, on the thread that wrote. Set before the first write().
  void on_commit(std::function<void(const std::vector<Change>&)> listener) { listener_ = std::move(listener); }

  /// Runs `work` in one transaction; a failure of `work` rolls everything back and is returned as it is.
  template <class T>
  MesResult<T> write(const std::function<MesResult<T>(Transaction&)>& work) {
    std::optional<MesResult<T>> outcome;
    auto done = run([&](Transaction& transaction) {
      outcome = work(transaction);
      return outcome->has_value();
    });
    if (outcome && !outcome->has_value()) return std::move(*outcome);
    if (!done) return fail(code_of(done.error().code), "the database did not take it: {}", done.error().message);
    return std::move(*outcome);
  }

  [[nodiscard]] store::Database& database() { return database_; }
  [[nodiscard]] const Clock& clock() const { return clock_; }

 private:
  static MesError code_of(store::StoreError error);
  store::StoreResult<void> run(const std::function<bool(Transaction&)>& work);

  store::Database& database_;
  store::Outbox& outbox_;
  const Clock& clock_;
  IdSource ids_;
  std::function<void(const std::vector<Change>&)> listener_;
};

}  // namespace millwright::mes
