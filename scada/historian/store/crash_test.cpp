// Nothing acknowledged is lost: not by kill -9, not by a loss of power. With syncing off, the same test has to see a
// loss.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "scada/historian/store/crash_rows.h"
#include "scada/historian/store/lossy_file_system.h"
#include "scada/historian/store/store_fixture.h"

namespace millwright::scada::historian {
namespace {

class Crash : public StoreTest {
 protected:
  /// How many samples of batches 0 to `batches` the store does not give back as they were sent.
  std::size_t missing(std::int64_t batches) {
    MemorySource sent;
    for (std::int64_t batch = 0; batch <= batches; ++batch)
      for (const auto& row : crash_rows(batch)) sent.put(row.tag, row.sample);
    std::size_t count = 0;
    for (TagId tag = 1; tag <= kCrashTags; ++tag) {
      const bool known = store_->find("tag" + std::to_string(tag)).has_value();
      const auto there = known ? all_of(*store_, tag, kStart - 24h, kStart + 24h) : std::vector<contracts::Sample>{};
      for (const auto& sample : all_of(sent, tag, kStart - 24h, kStart + 24h))
        if (!std::ranges::binary_search(there, sample.source_time, {}, &contracts::Sample::source_time) ||
            *std::ranges::lower_bound(there, sample.source_time, {}, &contracts::Sample::source_time) != sample)
          ++count;
    }
    return count;
  }
};

/// Runs the child from batch `first` on, kills it after `batches` acknowledgements; returns the last one it gave.
std::int64_t killed_after(const std::filesystem::path& folder, std::int64_t first, std::int64_t batches) {
  std::array<int, 2> pipe{};
  EXPECT_EQ(::pipe(pipe.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(pipe[1], STDOUT_FILENO);
    ::close(pipe[0]);
    ::close(pipe[1]);
    const auto from = std::to_string(first);
    ::execl(MW_HISTORY_CRASH_CHILD, MW_HISTORY_CRASH_CHILD, folder.c_str(), from.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(pipe[1]);
  FILE* lines = ::fdopen(pipe[0], "r");
  long long last = first - 1;
  long long read = 0;
  while (std::fscanf(lines, "%lld", &read) == 1) {
    last = read;
    if (last - first + 1 >= batches) ::kill(child, SIGKILL);  // what it still says until it is dead counts
  }
  std::fclose(lines);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
  return last;
}

TEST_F(Crash, EverySampleIsThereAfterThreeKills) {
  std::int64_t last = -1;
  for (const std::int64_t batches : {150, 700, 333}) last = killed_after(options_.folder, last + 1, batches);
  options_.chunk_samples = 64;
  open();
  EXPECT_EQ(missing(last), 0u) << "of " << (last + 1) * kCrashTags << " acknowledged samples";
  ASSERT_TRUE(store_->compact());
  EXPECT_EQ(missing(last), 0u);
  EXPECT_EQ(store_->verify().faults, std::vector<std::string>{});
}

TEST_F(Crash, ALossOfPowerLosesNothingThatWasAcknowledgedUnlessSyncingIsOff) {
  for (const bool sync : {true, false}) {
    const auto lossy = std::make_shared<LossyFileSystem>();
    const auto env = rocksdb::NewCompositeEnv(lossy);
    options_.folder = folder_ / (sync ? "synced" : "unsynced");
    options_.sync = sync;
    options_.env = env.get();
    options_.log_bytes_max = 100'000;
    open();
    for (TagId tag = 1; tag <= kCrashTags; ++tag) ASSERT_TRUE(store_->tag("tag" + std::to_string(tag)));
    std::int64_t last = -1;
    std::size_t lost = 0;  // a tag that is not known any more has lost everything
    for (int moment = 0; moment < 4; ++moment) {
      for (int n = 0; n < 150; ++n) ASSERT_TRUE(store_->append(crash_rows(++last)));
      // The machine as it comes up again: what of the files is on the disk now.
      const auto copy = folder_ / ("after" + std::to_string(moment));
      std::filesystem::copy(options_.folder, copy, std::filesystem::copy_options::recursive);
      auto running = std::move(store_);
      auto opened = Store::open({.folder = copy, .chunk_samples = 32, .reserve_bytes = 0});
      ASSERT_TRUE(opened) << opened.error().message;
      store_ = std::move(*opened);
      lost += missing(last);
      store_ = std::move(running);
      std::filesystem::remove_all(copy);
    }
    if (sync)
      EXPECT_EQ(lost, 0u);
    else
      EXPECT_GT(lost, 0u) << "the test sees no loss where there must be one";
    store_.reset();
    options_.env = nullptr;
  }
}

}  // namespace
}  // namespace millwright::scada::historian
