// With libFuzzer: the seeds become files where MILLWRIGHT_FUZZ_SEEDS says, before libFuzzer reads its folders.
#include <cstdlib>

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* folder = std::getenv("MILLWRIGHT_FUZZ_SEEDS");
  if (folder == nullptr) return 0;
  std::size_t number = 0;
  for (const auto& seed : millwright::fuzz::seeds())
    millwright::fuzz::write_file(std::filesystem::path(folder) / ("seed" + std::to_string(number++)), seed);
  return 0;
}
