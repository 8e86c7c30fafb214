#include "mes/definition_changes/changes.h"

namespace millwright::mes::definition_changes {
namespace {

constexpr std::size_t kContentMax = 1'000'000;

std::string name_of(const DefinitionChange& change) {
  return change.title.empty() ? change.id : fmt::format("{} ({})", change.id, change.title);
}

Addition addition(const DefinitionChange& change, const std::string& by, Timestamp on) {
  return {name_of(change), change.content, {by, on}};
}

std::vector<Addition> approved(store::Session& sql) {
  std::vector<Addition> out;
  for (const auto& change :
       select<DefinitionChange>(sql, "mes_definition_change where state = 'approved' order by number"))
    out.push_back(addition(change, change.decided_by, change.decided.value_or(change.created)));
  return out;
}

MesResult<MasterData> checked(store::Session& sql, const Definitions& definitions, const DefinitionChange& change,
                              const std::string& by, Timestamp on) {
  auto additions = approved(sql);
  additions.push_back(addition(change, by, on));
  auto data = definitions.with(additions);
  if (!data) return fail(MesError::invalid, "{}", data.error().message);
  return std::move(*data);
}

MesResult<DefinitionChange> open_draft(store::Session& sql, const std::string& id) {
  auto change = find(sql, id);
  if (!change) return fail(MesError::not_found, "there is no change '{}'", id);
  if (change->state != ChangeState::draft)
    return fail(MesError::illegal, "{} is {} already", id, enum_name(change->state));
  return std::move(*change);
}

/// Two who write at the same moment read the same row; the first one counts.
Failure<MesError> was_overtaken(const DefinitionChange& change) {
  return {MesError::illegal, fmt::format("{} was changed at this moment; look at it again", change.id)};
}

MesResult<DefinitionChange> decide(Transaction& transaction, DefinitionChange change, ChangeState state,
                                   const std::string& by) {
  change.state = state;
  change.decided_by = by;
  change.decided = transaction.now;
  const auto decided =
      execute(transaction.sql,
              "update mes_definition_change set state = :state, decided_by = :who, decided = :moment, number = :number "
              "where id = :id and revision = :revision and state = 'draft'",
              change.state, change.decided_by, change.decided, change.number, change.id, change.revision);
  if (decided != 1) return std::unexpected(was_overtaken(change));
  transaction.changed("definitions", change.id);
  return change;
}

MesResult<void> must_fit(const std::string& content) {
  if (content.size() > kContentMax) return fail(MesError::invalid, "content: a megabyte at most");
  return {};
}

MesResult<void> may_amend(const DefinitionChange& change, const Amendment& wanted, const std::string& by) {
  if (change.by != by)
    return fail(MesError::illegal, "{} is {}'s: whoever wrote a change amends it", change.id, change.by);
  if (change.revision != wanted.revision)
    return fail(MesError::illegal, "{} was amended since: this is of its revision {}, and it has {}", change.id,
                wanted.revision, change.revision);
  return {};
}

}  // namespace

const std::vector<store::Migration>& migrations() {
  // Two that are approved at the same moment would have the same number: one of them is refused by its index.
  static const std::vector<store::Migration> kMigrations{{1, "changes of definitions",
                                                          R"(create table mes_definition_change (
            id text primary key, title text not null, content text not null, state text not null, "by" text not null,
            created bigint not null, decided_by text not null, decided bigint not null, number bigint not null);
          create unique index mes_definition_change_by_number on mes_definition_change (number) where number > 0)"},
                                                         {2, "revisions of changes",
                                                          R"(
          alter table mes_definition_change add column revision bigint not null default 1;
          alter table mes_definition_change add column amended bigint not null default 0;
          create table mes_definition_change_revision (change text not null, revision bigint not null,
            title text not null, content text not null, written bigint not null, until bigint not null,
            primary key (change, revision)))"}};
  return kMigrations;
}

MesResult<DefinitionChange> draft(Transaction& transaction, const Definitions& definitions, const NewChange& wanted,
                                  const std::string& by) {
  if (auto fits = must_fit(wanted.content); !fits) return std::unexpected(std::move(fits.error()));
  DefinitionChange change;
  change.title = wanted.title;
  change.content = wanted.content;
  change.by = by;
  change.created = transaction.now;
  if (wanted.id && wanted.id->empty()) return fail(MesError::invalid, "id: must not be empty");
  const auto count = query_one<std::int64_t>(transaction.sql, "select count(*) from mes_definition_change");
  change.id = wanted.id.value_or(fmt::format("DC-{:04}", count.value_or(0) + 1));
  if (const auto known = find(transaction.sql, change.id)) {
    if (known->content == change.content && known->title == change.title) return *known;
    return fail(MesError::illegal, "there is a change '{}' already, with another content", change.id);
  }
  if (auto data = checked(transaction.sql, definitions, change, by, transaction.now); !data)
    return std::unexpected(std::move(data.error()));
  if (!insert(transaction.sql, "mes_definition_change", change))
    return fail(MesError::illegal, "a change {} was written at this moment; try again", change.id);
  transaction.changed("definitions", change.id);
  return change;
}

MesResult<DefinitionChange> amend(Transaction& transaction, const Definitions& definitions, const std::string& id,
                                  const Amendment& wanted, const std::string& by) {
  if (auto fits = must_fit(wanted.content); !fits) return std::unexpected(std::move(fits.error()));
  auto change = open_draft(transaction.sql, id);
  if (!change) return change;
  const bool same = change->title == wanted.title && change->content == wanted.content;
  if (same && change->by == by && change->revision - wanted.revision <= 1 && wanted.revision <= change->revision)
    return change;
  if (auto may = may_amend(*change, wanted, by); !may) return std::unexpected(std::move(may.error()));
  const EarlierRevision before{
      id, change->revision, change->title, change->content, change->amended.value_or(change->created), transaction.now};
  change->title = wanted.title;
  change->content = wanted.content;
  change->amended = transaction.now;
  ++change->revision;
  if (auto data = checked(transaction.sql, definitions, *change, by, transaction.now); !data)
    return std::unexpected(std::move(data.error()));
  const auto amended =
      execute(transaction.sql,
              "update mes_definition_change set title = :title, content = :content, amended = :moment, "
              "revision = :next where id = :id and revision = :before and state = 'draft'",
              change->title, change->content, change->amended, change->revision, id, before.revision);
  if (amended != 1 || !insert(transaction.sql, "mes_definition_change_revision", before))
    return std::unexpected(was_overtaken(*change));
  transaction.changed("definitions", id);
  return change;
}

MesResult<DefinitionChange> approve(Transaction& transaction, const Definitions& definitions, const std::string& id,
                                    std::int64_t revision, const std::string& by) {
  auto change = open_draft(transaction.sql, id);
  if (!change) return change;
  if (change->by == by) return fail(MesError::illegal, "{} is your own: another person approves it", id);
  if (change->revision != revision)
    return fail(MesError::illegal,
                "{} was amended since: you would approve revision {}, and it has revision {}; look at it again", id,
                revision, change->revision);
  if (auto data = checked(transaction.sql, definitions, *change, by, transaction.now); !data)
    return std::unexpected(std::move(data.error()));
  change->number =
      query_one<std::int64_t>(transaction.sql, "select coalesce(max(number), 0) + 1 from mes_definition_change")
          .value_or(1);
  return decide(transaction, std::move(*change), ChangeState::approved, by);
}

MesResult<DefinitionChange> withdraw(Transaction& transaction, const std::string& id, const std::string& by) {
  auto change = open_draft(transaction.sql, id);
  if (!change) return change;
  return decide(transaction, std::move(*change), ChangeState::withdrawn, by);
}

MesResult<void> keep_up(store::Session& sql, Definitions& definitions) {
  const auto newest =
      query_one<std::int64_t>(sql, "select coalesce(max(number), 0) from mes_definition_change").value_or(0);
  if (static_cast<std::size_t>(newest) <= definitions.approvals()) return {};
  const auto additions = approved(sql);
  auto data = definitions.with(additions);
  if (!data) return fail(MesError::invalid, "{}", data.error().message);
  definitions.put(std::move(*data), additions.size());
  return {};
}

std::optional<DefinitionChange> find(store::Session& sql, const std::string& id) {
  return select_one<DefinitionChange>(sql, "mes_definition_change where id = :id", id);
}

std::vector<DefinitionChange> all(store::Session& sql) {
  return select<DefinitionChange>(sql, "mes_definition_change order by created desc, id desc");
}

std::vector<EarlierRevision> earlier_revisions(store::Session& sql, const std::string& id) {
  return select<EarlierRevision>(sql, "mes_definition_change_revision where change = :id order by revision", id);
}

}  // namespace millwright::mes::definition_changes
