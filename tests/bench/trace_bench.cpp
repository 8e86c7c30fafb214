// How long a trace takes over 1,000,000 lots in 10 levels, either way, and recording 5,000 serial units; on the
// database that is named. What each trace and recall finds, lots, levels, links, ends and counts, is held against a
// walk through the same lots in memory. Usage: millwright-trace-bench   on the database that MILLWRIGHT_DATABASE names,
// else on SQLite in a folder of its own

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include "mes/genealogy/trace_query.h"
#include "mes/ingest/applier.h"

namespace {

using namespace millwright;
using namespace millwright::mes;
using genealogy::Direction;

constexpr int kLevels = 10;
constexpr int kWidth = 100'000;  // lots of a level
constexpr int kTraces = 200;     // of each kind
constexpr int kRowsAtOnce = 500;
constexpr int kUnits = 5000;

template <class T>
T must(store::StoreResult<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}
void must(store::StoreResult<void> result) {
  if (!result) throw std::runtime_error(result.error().message);
}

int level_of(int lot) { return lot / kWidth; }
std::string id_of(int lot) { return fmt::format("lot-{}-{:06}", level_of(lot), lot % kWidth); }
int lot_of(const std::string& id) { return std::stoi(id.substr(4, 1)) * kWidth + std::stoi(id.substr(6)); }
std::string order_of(int lot) { return fmt::format("O{}", lot % kWidth / 50); }
/// Every other lot of the last level has a recorded unit.
bool has_unit(int lot) { return level_of(lot) == kLevels - 1 && lot % 2 == 0; }

/// Each lot is a blend of two or three of those that were made at about its time on the level above.
struct Graph {
  std::vector<std::vector<int>> parents{static_cast<std::size_t>(kLevels * kWidth)};
  std::vector<std::vector<int>> children{static_cast<std::size_t>(kLevels * kWidth)};

  explicit Graph(int reach) {
    std::mt19937 random(7);
    for (int lot = kWidth; lot < kLevels * kWidth; ++lot) {
      const int blend = 2 + static_cast<int>(random() % 2);
      auto& from = parents[lot];
      while (static_cast<int>(from.size()) < blend) {
        const int place = lot % kWidth + static_cast<int>(random() % (2 * reach + 1)) - reach;
        const int parent = (level_of(lot) - 1) * kWidth + std::clamp(place, 0, kWidth - 1);
        if (std::ranges::find(from, parent) == from.end()) from.push_back(parent);
      }
      for (const int parent : from) children[parent].push_back(lot);
    }
  }
};

/// So many rows at a time: one statement each.
void load(store::Database& database, const std::string& head, int count, const std::function<std::string(int)>& row) {
  constexpr int kRowsOfATransaction = 100'000;
  for (int first = 0; first < count; first += kRowsOfATransaction)
    must(database.transaction([&](store::Session& sql) -> store::StoreResult<void> {
      for (int at = first; at < std::min(count, first + kRowsOfATransaction); at += kRowsAtOnce) {
        std::string text = head;
        for (int i = at; i < std::min(count, at + kRowsAtOnce); ++i) text += (i == at ? " " : ",") + row(i);
        execute(sql, text);
      }
      return {};
    }));
}

void load_lots(store::Database& database) {
  load(database,
       "insert into mes_lot (id, kind, material, \"order\", quantity, unit, status, disposition, hold_reason, "
       "held_since, created, \"from\", \"to\", line, run, number) values",
       kLevels * kWidth, [](int lot) {
         const auto kind = level_of(lot) == 0 ? "received" : level_of(lot) == kLevels - 1 ? "pallet" : "batch";
         const auto began = (std::int64_t{lot % kWidth} * 60 + level_of(lot) * 600) * 1'000'000'000 + 1;
         return fmt::format("('{}','{}','M{}','{}',240,'H87','available','none','',0,{},{},{},'line1',1,{})",
                            id_of(lot), kind, level_of(lot), order_of(lot), began, began, began + 60'000'000'000,
                            lot % kWidth);
       });
}

void load_units(store::Database& database) {
  load(database, "insert into mes_unit (code, lot) values", kWidth / 2, [](int i) {
    return fmt::format("('urn:epc:id:sgtin:0614141.112345.{}','{}')", i, id_of((kLevels - 1) * kWidth + 2 * i));
  });
}

void load_links(store::Database& database, const Graph& graph) {
  std::vector<std::pair<int, int>> links;
  for (int lot = 0; lot < kLevels * kWidth; ++lot)
    for (const int parent : graph.parents[lot]) links.emplace_back(lot, parent);
  // Rows of the graph before, deleted and not yet cleared away, would lie in this one's way.
  const bool sqlite = database.dialect() == store::Dialect::sqlite;
  must(database.transaction([&](store::Session& sql) -> store::StoreResult<void> {
    execute(sql, sqlite ? "delete from mes_lot_parent" : "truncate mes_lot_parent");
    return {};
  }));
  load(database, "insert into mes_lot_parent (lot, parent, quantity, unit) values", static_cast<int>(links.size()),
       [&](int i) { return fmt::format("('{}','{}',80,'H87')", id_of(links[i].first), id_of(links[i].second)); });
  must(database.transaction([](store::Session& sql) -> store::StoreResult<void> {
    execute(sql, "analyze");
    return {};
  }));
  fmt::print("{} lots, {} links\n", kLevels * kWidth, links.size());
}

/// All that a walk through memory reaches, by the shortest way.
struct Reached {
  std::map<int, std::int64_t> levels;   // of each lot
  std::set<std::pair<int, int>> links;  // the nearer lot first
  std::set<int> ends;                   // that lead no farther
};
Reached walk(const std::vector<std::vector<int>>& next, int root) {
  Reached out;
  std::vector<int> at{root};
  out.levels.emplace(root, 0);
  for (std::size_t i = 0; i < at.size(); ++i) {
    const int lot = at[i];
    if (next[lot].empty()) out.ends.insert(lot);
    for (const int other : next[lot]) {
      out.links.emplace(lot, other);
      if (out.levels.emplace(other, out.levels.at(lot) + 1).second) at.push_back(other);
    }
  }
  return out;
}

template <class... Args>
void hold(bool so, fmt::format_string<Args...> otherwise, Args&&... args) {
  if (!so) throw std::runtime_error(fmt::format(otherwise, std::forward<Args>(args)...));
}

// Of a trace that was cut each lot and link is right; of one that was not, they are all that there are.
void check(const genealogy::Trace& trace, const Reached& reached) {
  const auto& root = trace.lot;
  hold(trace.truncated == (reached.links.size() > genealogy::kTracedMost), "{}: truncated or not, it says the contrary",
       root);
  std::set<int> lots;
  for (const auto& lot : trace.lots) {
    const auto known = reached.levels.find(lot_of(lot.id));
    hold(known != reached.levels.end() && known->second == lot.level, "{}: {} is not on level {}", root, lot.id,
         lot.level);
    hold(lots.insert(known->first).second, "{}: {} stands twice", root, lot.id);
  }
  std::set<std::pair<int, int>> links;
  for (const auto& link : trace.links) {
    std::pair<int, int> one{lot_of(link.lot), lot_of(link.parent)};
    if (trace.direction == Direction::forward) std::swap(one.first, one.second);
    hold(reached.links.contains(one), "{}: {} was not made of {}", root, link.lot, link.parent);
    hold(links.insert(one).second, "{}: the link from {} to {} stands twice", root, link.parent, link.lot);
    hold(lots.contains(one.first) && lots.contains(one.second), "{}: a link to a lot that is not told", root);
  }
  const auto links_there = std::min(reached.links.size(), genealogy::kTracedMost);
  hold(links.size() == links_there, "{}: {} links found, {} are there", root, links.size(), links_there);
  hold(trace.truncated || lots.size() == reached.levels.size(), "{}: {} lots found, {} are there", root, lots.size(),
       reached.levels.size());
}

// Of a recall that was cut each lot is an end; of one that was not, they are all ends. Its counts are those of its
// lots.
void check(const genealogy::Recall& recall, const Reached& reached) {
  const auto& root = recall.lot;
  hold(recall.truncated == (reached.links.size() > genealogy::kTracedMost),
       "{}: the recall is truncated or not, it says the contrary", root);
  std::set<int> ends;
  std::set<std::string> orders;
  for (const auto& lot : recall.lots) {
    const int place = lot_of(lot.id);
    hold(reached.ends.contains(place), "{}: the recall names {}, which is no end", root, lot.id);
    hold(reached.levels.at(place) == lot.level, "{}: {} is not on level {}", root, lot.id, lot.level);
    hold(ends.insert(place).second, "{}: the recall names {} twice", root, lot.id);
    orders.insert(order_of(place));
  }
  hold(recall.truncated || ends == reached.ends, "{}: {} ends found, {} are there", root, ends.size(),
       reached.ends.size());
  hold(std::ranges::equal(recall.orders, orders), "{}: the recall's orders are not those of its lots", root);
  hold(recall.units == std::ranges::count_if(ends, has_unit), "{}: {} units are not those of its lots", root,
       recall.units);
  std::map<std::string, std::int64_t> lots_of_material;
  for (const int lot : ends) ++lots_of_material[fmt::format("M{}", level_of(lot))];
  hold(recall.by_material.size() == lots_of_material.size(), "{}: the recall's materials are not those of its lots",
       root);
  for (const auto& sum : recall.by_material)
    hold(sum.lots == lots_of_material[sum.material] && sum.quantity == 240.0 * static_cast<double>(sum.lots),
         "{}: {} lots and {:.0f} of {} are not those of the recall", root, sum.lots, sum.quantity, sum.material);
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

double milliseconds(const Clock& clock, const std::function<void()>& work) {
  const auto began = clock.monotonic();
  work();
  return std::chrono::duration<double, std::milli>(clock.monotonic() - began).count();
}

void print(const char* what, std::vector<double> ms, std::vector<double> links) {
  std::ranges::sort(ms);
  std::ranges::sort(links);
  fmt::print("{:<10} {:>9.0f} {:>9.0f} {:>9.2f} {:>9.2f} {:>9.2f}\n", what, median(links), links.back(), median(ms),
             ms[ms.size() * 99 / 100], ms.back());
}

void measure(store::Database& database, const Clock& clock, const Graph& graph) {
  fmt::print("{:<10} {:>9} {:>9} {:>9} {:>9} {:>9}\n", "", "links", "at most", "ms", "p99", "worst");
  std::mt19937 random(11);
  const auto traces = [&](const char* what, Direction direction, int level) {
    std::vector<double> ms, links;
    for (int i = 0; i < kTraces; ++i) {
      const int root = level * kWidth + static_cast<int>(random() % kWidth);
      std::optional<genealogy::Trace> trace;
      ms.push_back(milliseconds(clock, [&] {
        trace = must(database.query<std::optional<genealogy::Trace>>(
            [&](store::Session& sql) -> store::StoreResult<std::optional<genealogy::Trace>> {
              return genealogy::trace_of(sql, id_of(root), direction);
            }));
      }));
      check(trace.value(), walk(direction == Direction::backward ? graph.parents : graph.children, root));
      links.push_back(static_cast<double>(trace->links.size()));
    }
    print(what, ms, links);
  };
  traces("backward", Direction::backward, kLevels - 1);
  traces("forward", Direction::forward, 0);
  std::vector<double> ms, links;
  for (int i = 0; i < kTraces; ++i) {
    const int root = static_cast<int>(random() % kWidth);
    std::optional<genealogy::Recall> recall;
    ms.push_back(milliseconds(clock, [&] {
      recall = must(database.query<std::optional<genealogy::Recall>>(
          [&](store::Session& sql) -> store::StoreResult<std::optional<genealogy::Recall>> {
            return genealogy::recall_of(sql, id_of(root));
          }));
    }));
    check(recall.value(), walk(graph.children, root));
    links.push_back(static_cast<double>(recall->lots.size()));
  }
  print("recall", ms, links);
}

void record(Writer& writer, const Clock& clock) {
  std::vector<double> ms;
  for (int run = 0; run < 5; ++run) {
    std::vector<std::string> codes;
    for (int i = 0; i < kUnits; ++i) codes.push_back(fmt::format("LINE1-20261128T{:02}0000Z-{:06}", run, i));
    const auto lot = id_of((kLevels - 1) * kWidth + run);
    ms.push_back(milliseconds(clock, [&] {
      const auto done = writer.write<std::int64_t>(
          [&](Transaction& transaction) { return genealogy::record_units(transaction, lot, codes); });
      if (!done || *done != kUnits) throw std::runtime_error(done ? "not all were recorded" : done.error().message);
    }));
  }
  fmt::print("{} serial units recorded: median {:.0f} ms, worst {:.0f}\n", kUnits, median(ms), std::ranges::max(ms));
}

void run(const std::string& url) {
  const SystemClock clock;
  const auto definitions = Definitions::open("plants/bottling/master_data.yaml");
  if (!definitions) throw std::runtime_error(definitions.error().message);
  const auto database = must(store::Database::open(url));
  const auto outbox = must(store::Outbox::open(*database, "mes"));
  Writer writer(*database, *outbox, clock);
  const auto applier = must(ingest::Applier::open(writer, **definitions, ingest::all_modules()));
  fmt::print("on {}\n", database->dialect() == store::Dialect::sqlite ? "SQLite" : "PostgreSQL");
  load_lots(*database);
  load_units(*database);
  for (const auto& [reach, what] : {std::pair{2, "narrow"}, {50, "wide"}, {5000, "widest"}}) {
    const Graph graph(reach);
    fmt::print("\n{}: each lot of two or three within {} places\n", what, reach);
    load_links(*database, graph);
    measure(*database, clock, graph);
  }
  fmt::print("\n");
  record(writer, clock);
}

}  // namespace

int main() {
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("millwright-trace-bench-{}", ::getpid());
  std::filesystem::create_directories(folder);
  int code = 0;
  try {
    const char* url = std::getenv("MILLWRIGHT_DATABASE");
    run(url != nullptr ? url : "sqlite:" + (folder / "mes.db").string());
  } catch (const std::exception& error) {
    fmt::print(stderr, "trace: {}\n", error.what());
    code = 1;
  }
  std::filesystem::remove_all(folder);
  return code;
}
