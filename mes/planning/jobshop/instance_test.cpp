#include "mes/planning/jobshop/instance.h"

#include <gtest/gtest.h>

#include "mes/planning/jobshop/shop.h"

namespace millwright::mes::planning::jobshop {
namespace {

std::string error_of(std::string_view text) {
  const auto read = read_instance(text, "x.txt");
  return read ? "" : read.error().message;
}

TEST(Instance, ReadsPairsOfMachineAndDuration) {
  const auto read = read_instance("# two jobs\n2 3\n 0 5 1 6  2 7\r\n2 1 0 2 1 3 # the second\n\n", "x.txt");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->orders.size(), 2u);
  EXPECT_EQ(read->units.size(), 3u);
  ASSERT_EQ(read->operations.size(), 6u);
  EXPECT_EQ(read->operations[4].id, "J1.1");
  EXPECT_EQ(read->operations[4].alternatives[0].unit, 0);
  EXPECT_EQ(read->operations[4].alternatives[0].duration_s, 2);
  EXPECT_EQ(read->operations[4].after, std::vector<int>{3});
  EXPECT_TRUE(read->operations[3].after.empty());
  EXPECT_TRUE(as_job_shop(*read));
}

TEST(Instance, ReadsTaillardsTables) {
  const auto read = read_instance(
      "Nb of jobs, Nb of Machines, Time seed, Machine seed, Upper bound, Lower bound\n"
      "  2  2  1  2  9  8\nTimes\n 5 6\n 1 2\nMachines\n 1 2\n 2 1\n",
      "x.txt");
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->operations.size(), 4u);
  EXPECT_EQ(read->operations[2].alternatives[0].unit, 1);
  EXPECT_EQ(read->operations[2].alternatives[0].duration_s, 1);
}

TEST(Instance, SaysWhereItIsWrong) {
  EXPECT_EQ(error_of(""), "x.txt:1: the file ends before the numbers of jobs and machines");
  EXPECT_EQ(error_of("tree HEAD:\n\n.gitignore\n"),
            "x.txt:1: the numbers of jobs and machines are expected, 'tree' is there");
  EXPECT_EQ(error_of("2\n"), "x.txt:1: the numbers of jobs and machines are expected, '2' is there");
  EXPECT_EQ(error_of("0 3\n"), "x.txt:1: 0 jobs on 3 machines cannot be");
  EXPECT_EQ(error_of("99999999 99999999\n"), "x.txt:1: 99999999 jobs on 99999999 machines cannot be");
  EXPECT_EQ(error_of("2 2\n0 5 1 6\n"), "x.txt:2: the file ends before job 1 of 2");
  EXPECT_EQ(error_of("2 2\n0 5 1\n0 1 1 2\n"), "x.txt:2: job 0 ends with a machine without a duration");
  EXPECT_EQ(error_of("2 2\n0 5 1 6\n\n0 1\n"), "x.txt:4: job 1 has 1 pairs, the jobs before it have 2");
  EXPECT_EQ(error_of("1 2\n0 5 2 6\n"), "x.txt:2: job 0 names machine 2, the machines are 0 to 1");
  EXPECT_EQ(error_of("1 2\n0 5 1 six\n"), "x.txt:2: 'six' is not a whole number");
  EXPECT_EQ(error_of("1 2\n0 5 1 -6\n"), "x.txt:2: machine or duration -6 is not from 0 to 1000000");
  EXPECT_EQ(error_of("1 2\n0 5 1 99999999999\n"), "x.txt:2: '99999999999' is not a whole number");
  EXPECT_EQ(error_of("1 1\n0 5\n0 5\n"), "x.txt:3: there is more after the last of 1 jobs");
  EXPECT_EQ(error_of("Nb of jobs\n1 2\nTimes\n5\n"), "x.txt:4: job 0 has 1 entries in 'Times', 2 machines need 2");
  EXPECT_EQ(error_of("Nb of jobs\n1 1\nTimes\n5\nMachines\n2\n"), "x.txt:6: Machines 2 is not from 1 to 1");
  EXPECT_EQ(error_of("Nb of jobs\n1 1\n5\n"), "x.txt:3: the table 'Times' is expected");
}

}  // namespace
}  // namespace millwright::mes::planning::jobshop
