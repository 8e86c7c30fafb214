#pragma once
// Changes of definitions by people: a draft is written by one and approved by another. A draft is checked against the
// file and everything approved when it is written and again when it is approved; what has faults is refused, each with
// its line. While it is open its author may amend it: each text is a revision, the earlier ones are kept, and what is
// approved is the revision that the approver names. Functions that take a Transaction run inside the caller's, on the
// caller's thread.

#include <string>
#include <vector>

#include "mes/definition_changes/definitions.h"
#include "mes/records/rows.h"
#include "mes/records/writer.h"

namespace millwright::mes::definition_changes {

enum class ChangeState { draft, approved, withdrawn };
BOOST_DESCRIBE_ENUM(ChangeState, draft, approved, withdrawn)

struct DefinitionChange {
  std::string id{};
  std::string title{};
  std::string content{};  // sections of definitions as in the master data file, YAML or JSON
  ChangeState state = ChangeState::draft;
  std::string by{};
  Timestamp created{};
  std::string decided_by{};
  std::optional<Timestamp> decided{};
  std::int64_t number = 0;  // among the approved ones, from 1: the order in which they count
  std::int64_t revision = 1;
  std::optional<Timestamp> amended{};
};
BOOST_DESCRIBE_STRUCT(DefinitionChange, (),
                      (id, title, content, state, by, created, decided_by, decided, number, revision, amended))

/// What a change said before it was amended.
struct EarlierRevision {
  std::string change{};
  std::int64_t revision = 1;
  std::string title{};
  std::string content{};
  Timestamp written{};
  Timestamp until{};  // then it was amended
};
BOOST_DESCRIBE_STRUCT(EarlierRevision, (), (change, revision, title, content, written, until))

[[nodiscard]] const std::vector<store::Migration>& migrations();

struct NewChange {
  std::optional<std::string> id{};  // the same id with the same content again changes nothing
  std::string title;
  std::string content;
};
MesResult<DefinitionChange> draft(Transaction& transaction, const Definitions& definitions, const NewChange& wanted,
                                  const std::string& by);

struct Amendment {
  std::int64_t revision = 1;  // that is amended; the same amendment again changes nothing
  std::string title;
  std::string content;
};
/// By its author, while nobody decided; checked as a new one is.
MesResult<DefinitionChange> amend(Transaction& transaction, const Definitions& definitions, const std::string& id,
                                  const Amendment& wanted, const std::string& by);
/// By another person than its author, who looked at `revision`: refused if it was amended since. It is in force after
/// keep_up().
MesResult<DefinitionChange> approve(Transaction& transaction, const Definitions& definitions, const std::string& id,
                                    std::int64_t revision, const std::string& by);
MesResult<DefinitionChange> withdraw(Transaction& transaction, const std::string& id, const std::string& by);

/// Puts in force what was approved since, by whichever process.
MesResult<void> keep_up(store::Session& sql, Definitions& definitions);

[[nodiscard]] std::optional<DefinitionChange> find(store::Session& sql, const std::string& id);
/// Newest first.
[[nodiscard]] std::vector<DefinitionChange> all(store::Session& sql);
/// Oldest first; without the present one.
[[nodiscard]] std::vector<EarlierRevision> earlier_revisions(store::Session& sql, const std::string& id);

}  // namespace millwright::mes::definition_changes
