// The process that crash_test.cpp kills: appends batches to a store and says how many are acknowledged.
// Arguments: FOLDER FIRST_BATCH
#include <cstdio>
#include <cstdlib>

#include "scada/historian/store/crash_rows.h"
#include "scada/historian/store/store.h"

int main(int argc, char** argv) {
  using namespace millwright::scada::historian;
  if (argc != 3) return 2;
  auto store = Store::open({.folder = argv[1], .chunk_samples = 64, .log_bytes_max = 200'000, .reserve_bytes = 0});
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().message.c_str());
    return 1;
  }
  for (TagId tag = 1; tag <= kCrashTags; ++tag)
    if (!(*store)->tag("tag" + std::to_string(tag))) return 1;
  for (std::int64_t batch = std::atoll(argv[2]);; ++batch) {
    if (!(*store)->append(crash_rows(batch))) return 1;
    std::printf("%lld\n", static_cast<long long>(batch));
    std::fflush(stdout);
  }
}
