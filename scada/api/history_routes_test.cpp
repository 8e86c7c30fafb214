// History over HTTP: samples, buckets, trends, statistics, export.

#include <gmock/gmock.h>
#include <stdlib.h>

#include "scada/api/api_fixture.h"
#include "scada/api/history_request.h"
#include "scada/historian/archive.h"

namespace millwright::scada::api {
namespace {

using testing::HasSubstr;

constexpr auto kTemperature = "line1/pasteurizer/temperature";

class HistoryApi : public Api {
 protected:
  /// The temperature second by second from `start_` on.
  void record(const std::vector<double>& temperatures) {
    for (const auto temperature : temperatures) {
      clock.advance(1s);
      set(0, temperature);
    }
  }
  std::string window(Duration from, Duration to) const {
    return "&from=" + to_rfc3339(start_ + from) + "&to=" + to_rfc3339(start_ + to);
  }
  json::value trend_of(const std::string& query) { return parsed(get("/api/v1/history/trend?tag=" + query)); }

  const Timestamp start_ = clock.utc();
};

std::vector<double> numbers(const json::value& array) {
  std::vector<double> out;
  for (const auto& one : array.as_array()) out.push_back(one.is_null() ? -1 : one.to_number<double>());
  return out;
}

TEST_F(HistoryApi, IsSamplesOrBuckets) {
  record({82});
  const auto raw = parsed(get(std::string("/api/v1/history?tag=") + kTemperature + window(1s, 2s)));
  EXPECT_EQ(raw.at("samples").as_array().back().at("value").to_number<double>(), 82);
  const auto buckets = parsed(get(std::string("/api/v1/history?tag=") + kTemperature + "&buckets=1" + window(1s, 2s)));
  EXPECT_EQ(buckets.at("buckets").as_array()[0].at("max").to_number<double>(), 82);
}

TEST_F(HistoryApi, WrongRequestsNameWhatIsWrong) {
  EXPECT_EQ(get("/api/v1/history?tag=line1/none").status, 404);
  EXPECT_EQ(get("/api/v1/history?tag=line1/filler/state&from=yesterday").status, 400);
  EXPECT_EQ(get("/api/v1/history?tag=line1/filler/state&buckets=0").status, 400);
  EXPECT_EQ(get("/api/v1/history").status, 400);
  EXPECT_EQ(get("/api/v1/history?tag=line1/filler/state,line1/filler/state").status, 400) << "one tag's samples";
  const auto unknown = get(std::string("/api/v1/history/trend?tag=") + kTemperature + ",line1/none");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(message(unknown), HasSubstr("line1/none"));
  EXPECT_EQ(get(std::string("/api/v1/history/trend?columns=0&tag=") + kTemperature).status, 400);
  EXPECT_EQ(get(std::string("/api/v1/history/export?tag=") + kTemperature + window(2s, 1s)).status, 400);
  EXPECT_EQ(get(std::string("/api/v1/history/statistics?tag=") + kTemperature + window(2s, 2s)).status, 400);
  std::string many = kTemperature;
  for (std::size_t i = 0; i < kTagsMax; ++i) many += std::string(",") + kTemperature;
  EXPECT_EQ(get("/api/v1/history/trend?tag=" + many).status, 400);
}

TEST_F(HistoryApi, SamplesComeInColumnsToo) {
  record({70.5, 71, 72});
  const auto answer = parsed(get(std::string("/api/v1/history?form=columns&tag=") + kTemperature + window(1s, 3s)));
  const auto& columns = answer.at("columns");
  EXPECT_EQ(numbers(columns.at("values")), (std::vector<double>{70.5, 71}));
  EXPECT_EQ(numbers(columns.at("times"))[0], static_cast<double>(unix_ns(start_ + 1s)) / 1e6);
  EXPECT_EQ(json::serialize(columns.at("quality")), R"([{"from":0,"quality":"Good"}])");
  EXPECT_FALSE(answer.as_object().contains("samples"));
  EXPECT_EQ(get(std::string("/api/v1/history?form=rows&tag=") + kTemperature).status, 400);
}

TEST_F(HistoryApi, AggregatesOfManyTagsShareTheirTimes) {
  record({70, 72, 74, 76, 60, 60});
  const auto ask = [&](const std::string& more) {
    return get("/api/v1/history/aggregates?tag=" + std::string(kTemperature) + ",line1/filler/state" + more);
  };
  const auto answer = parsed(ask("&interval=2&aggregate=Maximum" + window(1s, 6s)));
  EXPECT_EQ(answer.at("aggregate"), "Maximum");
  EXPECT_EQ(numbers(answer.at("times")).size(), 3u) << "the last interval is cut";
  EXPECT_EQ(numbers(answer.at("times"))[1], static_cast<double>(unix_ns(start_ + 3s)) / 1e6);
  const auto& tags = answer.at("tags").as_array();
  ASSERT_EQ(tags.size(), 2u);
  EXPECT_EQ(numbers(tags[0].at("values")), (std::vector<double>{72, 76, 60}));
  EXPECT_EQ(tags[0].at("unit"), "°C");
  EXPECT_THAT(message(ask("&aggregate=Mode")), HasSubstr("Mode"));
  EXPECT_EQ(ask("&aggregate=MinimumActualTime").status, 400);
  EXPECT_EQ(ask("&interval=0").status, 400);
  EXPECT_EQ(ask("&interval=two").status, 400);
  EXPECT_EQ(ask("&interval=0.001&from=2026-01-01T00:00:00Z&to=2026-06-01T00:00:00Z").status, 400) << "too many";
  EXPECT_EQ(ask(window(1s, 1s)).status, 400);
}

TEST_F(HistoryApi, TrendHasEverySampleWhileThereAreFewAndReachesItsEdges) {
  record({70, 71, 72, 73, 74, 75});
  const auto pens = trend_of(std::string(kTemperature) + ",line1/filler/state&columns=10" + window(3s, 5s)).at("pens");
  const auto& pen = pens.as_array()[0];
  EXPECT_EQ(pen.at("tag"), kTemperature);
  EXPECT_EQ(pen.at("unit"), "°C");
  EXPECT_TRUE(pen.at("raw").as_bool());
  EXPECT_FALSE(pen.at("stepped").as_bool());
  EXPECT_EQ(numbers(pen.at("values")), (std::vector<double>{71, 72, 73, 74})) << "with one before and one behind";
  EXPECT_EQ(numbers(pen.at("quality")), (std::vector<double>{0, 0, 0, 0}));
  EXPECT_EQ(numbers(pen.at("times"))[1], static_cast<double>(unix_ns(start_ + 3s)) / 1e6);
  EXPECT_TRUE(pens.as_array()[1].at("stepped").as_bool());
}

TEST_F(HistoryApi, TrendOfManySamplesKeepsWhatADrawingNeeds) {
  std::vector<double> wave;
  for (int i = 0; i < 100; ++i) wave.push_back(70 + i % 7);
  wave[50] = 99;
  record(wave);
  const auto pen = trend_of(std::string(kTemperature) + "&columns=2" + window(1s, 101s)).at("pens").as_array()[0];
  EXPECT_FALSE(pen.at("raw").as_bool());
  const auto values = numbers(pen.at("values"));
  EXPECT_LE(values.size(), 14u);
  EXPECT_EQ(std::ranges::count(values, 99), 1) << "the spike";
}

TEST_F(HistoryApi, TrendIsBrokenWhereTheValueWasBad) {
  record({70});
  clock.advance(1s);
  set(0, 0.0, quality::kBadNoCommunication);
  record({72});
  const auto pen = trend_of(std::string(kTemperature) + window(1s, 4s)).at("pens").as_array()[0];
  const auto values = pen.at("values").as_array();
  ASSERT_GE(values.size(), 3u);
  EXPECT_TRUE(values[values.size() - 2].is_null());
  EXPECT_EQ(numbers(pen.at("quality"))[values.size() - 2], 2);
}

/// Three days of the temperature in a store, a sample a minute; of the first two only the summaries are left.
class TieredHistoryApi : public HistoryApi {
 protected:
  TieredHistoryApi() {
    std::string pattern = testing::TempDir() + "history_XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    store_ = std::move(*historian::Store::open({.folder = folder_ / "store", .sync = false, .reserve_bytes = 0}));
    archive_ = std::move(*historian::Archive::open(plant, *store_));
    const auto id = archive_->id_of(0).value();
    std::vector<historian::Row> rows;
    for (int minute = 0; minute < 3 * 24 * 60; ++minute)
      rows.push_back({id, {70.0 + minute % 60 / 100.0, quality::kGood, kDay + std::chrono::minutes{minute}}});
    rows[600].sample.value = 95.0;
    EXPECT_TRUE(store_->append(rows));
    const historian::TieredTag tag{id, kTemperature, false};
    for (const auto tier : historian::kTiers) EXPECT_TRUE(historian::bring_up_to(*store_, tag, tier, kDay + 71h));
    EXPECT_TRUE(store_->remove(id, kDay, kDay + 48h));
    history.now = archive_.get();
  }
  ~TieredHistoryApi() override {
    server->stop();
    archive_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  json::value pen(Duration from, Duration to, int columns) {
    return trend_of(std::string(kTemperature) + "&columns=" + std::to_string(columns) +
                    "&from=" + to_rfc3339(kDay + from) + "&to=" + to_rfc3339(kDay + to))
        .at("pens")
        .as_array()[0];
  }

  static constexpr Timestamp kDay{std::chrono::hours{498'600}};
  std::filesystem::path folder_;
  std::unique_ptr<historian::Store> store_;
  std::unique_ptr<historian::Archive> archive_;
};

TEST_F(TieredHistoryApi, TrendOfTimesWhoseSamplesAreGoneIsDrawnFromTheFinestSummaries) {
  const auto found = pen(0h, 72h, 1000);
  EXPECT_EQ(found.at("tier"), "minute");
  const auto values = numbers(found.at("values"));
  EXPECT_EQ(std::ranges::max(values), 95) << "the spike of the first day";
  const auto times = numbers(found.at("times"));
  EXPECT_TRUE(std::ranges::is_sorted(times));
  EXPECT_LE(times.front(), static_cast<double>(unix_ns(kDay)) / 1e6);
  EXPECT_GE(times.back(), static_cast<double>(unix_ns(kDay + 71h)) / 1e6);
}

TEST_F(TieredHistoryApi, CoarseTrendIsDrawnFromHoursAndTheRestFromSamples) {
  const auto found = pen(0h, 72h, 48);
  EXPECT_EQ(found.at("tier"), "hour");
  EXPECT_EQ(std::ranges::max(numbers(found.at("values"))), 95);
}

TEST_F(TieredHistoryApi, TrendOfTimesWhoseSamplesAreThereIsDrawnFromThem) {
  const auto found = pen(50h, 60h, 1000);
  EXPECT_FALSE(found.as_object().contains("tier"));
  EXPECT_TRUE(found.at("raw").as_bool());
  EXPECT_EQ(numbers(found.at("values")).size(), 602u);
}

TEST_F(HistoryApi, StatisticsAreThoseOfPart13) {
  record({70, 72, 74, 72});
  const auto all = parsed(get(std::string("/api/v1/history/statistics?tag=") + kTemperature + window(1s, 4s)));
  const auto& one = all.as_array()[0];
  EXPECT_EQ(one.at("count").to_number<int>(), 3);
  EXPECT_EQ(one.at("minimum").to_number<double>(), 70);
  EXPECT_EQ(one.at("maximum").to_number<double>(), 74);
  EXPECT_EQ(one.at("maximum_time"), json::value(to_rfc3339(start_ + 3s)));
  EXPECT_DOUBLE_EQ(one.at("average").to_number<double>(), (71 + 73 + 73) / 3.0);
  EXPECT_DOUBLE_EQ(one.at("standard_deviation").to_number<double>(), 2);
  EXPECT_EQ(one.at("first").to_number<double>(), 70);
  EXPECT_EQ(one.at("last").to_number<double>(), 74);
  EXPECT_EQ(one.at("delta").to_number<double>(), 4);
  EXPECT_EQ(one.at("percent_good").to_number<double>(), 100);
}

TEST_F(HistoryApi, StatisticsOfNothingAreNothing) {
  const auto all = parsed(get(std::string("/api/v1/history/statistics?tag=") + kTemperature + window(-10s, -5s)));
  const auto& one = all.as_array()[0];
  EXPECT_EQ(one.at("count").to_number<int>(), 0);
  EXPECT_FALSE(one.as_object().contains("average"));
}

TEST_F(HistoryApi, ExportIsEverySampleInOrderOfTimeAsCsv) {
  record({70, 71});
  const auto csv =
      get(std::string("/api/v1/history/export?tag=") + kTemperature + ",line1/filler/state" + window(1s, 3s));
  EXPECT_EQ(csv.status, 200);
  EXPECT_EQ(csv.headers.at("content-type"), "text/csv; charset=utf-8");
  EXPECT_THAT(csv.headers.at("content-disposition"), HasSubstr("history.csv"));
  EXPECT_TRUE(csv.body.starts_with("time,tag,value,unit,quality\r\n")) << csv.body;
  EXPECT_THAT(csv.body, HasSubstr(to_rfc3339(start_ + 1s) + ",line1/pasteurizer/temperature,70,°C,Good\r\n" +
                                  to_rfc3339(start_ + 2s) + ",line1/pasteurizer/temperature,71,°C,Good\r\n"));
}

TEST_F(HistoryApi, ExportIsLongerThanAPiece) {
  for (int i = 0; i < 900; ++i) {
    clock.advance(1s);
    set(0, 70 + i % 3);
  }
  std::string tags = kTemperature;
  for (int i = 1; i < 6; ++i) tags += std::string(",") + kTemperature;
  const auto csv = get("/api/v1/history/export?tag=" + tags + window(1s, 901s));
  EXPECT_TRUE(csv.whole);
  EXPECT_EQ(std::ranges::count(csv.body, '\n'), 6 * 900 + 1);
  EXPECT_GT(csv.body.size(), 128u << 10);
}

TEST_F(HistoryApi, BackupIsForAdministratorsAndIsOnRecord) {
  EXPECT_EQ(post("/api/v1/history/backup", "{}").status, 403);
  const auto made = post("/api/v1/history/backup", R"({"name":"before-update"})", "admin");
  EXPECT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(parsed(made).at("folder"), "/backups/before-update");
  EXPECT_EQ(post("/api/v1/history/backup", "{}", "admin").status, 200);
  EXPECT_EQ(post("/api/v1/history/backup", R"({"name":"../elsewhere"})", "admin").status, 400);
  EXPECT_EQ(post("/api/v1/history/backup", R"({"name":"taken"})", "admin").status, 503);
  const auto rows = audit->latest(10);
  ASSERT_TRUE(rows);
  EXPECT_EQ(std::ranges::count(*rows, "history.backup", &accounts::AuditRow::action), 3);
}

TEST_F(HistoryApi, VerificationTellsEveryFault) {
  const auto found = parsed(get("/api/v1/history/verify", "engineer"));
  EXPECT_EQ(found.at("chunks").to_number<int>(), 3);
  EXPECT_EQ(found.at("faults").as_array().size(), 1u);
}

}  // namespace
}  // namespace millwright::scada::api
