// The whole PLC over real sockets, asked by libmodbus, a client that nobody here wrote.

#include "plc/main/plc_process.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <modbus.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <vector>

#include "plc/registers/command_block.h"

namespace millwright::plc {
namespace {

using Client = std::unique_ptr<modbus_t, void (*)(modbus_t*)>;

/// nullptr where nobody listens.
Client connect_to(std::uint16_t port) {
  Client client(modbus_new_tcp("127.0.0.1", port), [](modbus_t* each) {
    modbus_close(each);
    modbus_free(each);
  });
  modbus_set_response_timeout(client.get(), 2, 0);
  if (modbus_connect(client.get()) != 0) client.reset();
  return client;
}

template <class Condition>
bool eventually(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (std::chrono::steady_clock::now() < deadline) {
    if (condition()) return true;
    std::this_thread::sleep_for(5ms);
  }
  return false;
}

class PlcProcessTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto started = plc_.start();
    ASSERT_TRUE(started) << started.error().message;
  }

  static std::vector<std::uint16_t> read(modbus_t* client, int base, int count = 100) {
    std::vector<std::uint16_t> registers(static_cast<std::size_t>(count));
    if (modbus_read_input_registers(client, base, count, registers.data()) != count) return {};
    return registers;
  }
  int write(modbus_t* client, int base, const CommandBlock& sent) {
    const auto registers = encode_command(sent);
    return modbus_write_registers(client, base, static_cast<int>(registers.size()), registers.data());
  }
  CommandBlock command(std::uint8_t id, std::uint16_t code, float value = 0) const {
    return {{id, 1}, code, register_time(clock_.utc() + 5s), value};
  }
  /// A bare connection, to send what libmodbus would not.
  int raw_connection() const {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{5, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(plc_.modbus_port());
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd, reinterpret_cast<sockaddr*>(&where), sizeof where), 0);
    return fd;
  }

  SystemClock clock_;
  PlcProcess plc_{{}, clock_};
};

TEST_F(PlcProcessTest, AUnitsBlockIsReadInOneRequestAndItsScansGoOn) {
  const Client client = connect_to(plc_.modbus_port());
  ASSERT_TRUE(client);
  const auto first = read(client.get(), 100);
  ASSERT_EQ(first.size(), 100U);
  EXPECT_NEAR(RegisterReader(first).f32(24), 76, 1);
  const auto scan_time = RegisterReader(first).i64(2);
  EXPECT_NEAR(static_cast<double>(scan_time), static_cast<double>(register_time(clock_.utc())), 2e6);
  EXPECT_TRUE(
      eventually([&] { return RegisterReader(read(client.get(), 100)).u32(0) > RegisterReader(first).u32(0) + 2; }));
  EXPECT_EQ(read(client.get(), 675, 125).size(), 125U) << "reads may cross gaps";
}

TEST(PlcProcessThatWasHeldUp, AnswersWithTheScanThatIsDueNotWithTheOneBefore) {
  ManualClock clock;
  PlcProcess plc({}, clock);
  ASSERT_TRUE(plc.start());
  const Client client = connect_to(plc.modbus_port());
  ASSERT_TRUE(client);
  const auto scan_of = [&] {
    std::vector<std::uint16_t> header(24);
    EXPECT_EQ(modbus_read_input_registers(client.get(), 100, 24, header.data()), 24);
    return RegisterReader(header).u32(0);
  };
  // Its clock moves only here: to the PLC's thread each turn is a sleep through a whole scan, ended by the request.
  for (int turn = 0; turn < 20; ++turn) {
    const auto before = scan_of();
    clock.advance(PlcProcess::kScanPeriod);
    ASSERT_EQ(scan_of(), before + 1);
  }
}

TEST_F(PlcProcessTest, BottlesComeByThemselves) {
  const Client client = connect_to(plc_.modbus_port());
  EXPECT_TRUE(eventually([&] { return RegisterReader(read(client.get(), 500)).u32(26) > 0; }));
}

TEST_F(PlcProcessTest, ACommandIsEchoedAndTheSetPointStands) {
  const Client client = connect_to(plc_.modbus_port());
  const auto sent = command(1, 10, 73);
  ASSERT_EQ(write(client.get(), 100, sent), 16);
  ASSERT_TRUE(eventually([&] { return RegisterReader(read(client.get(), 100)).id(8) == sent.id; }));
  const auto block = read(client.get(), 100);
  EXPECT_EQ(RegisterReader(block).u16(16), 1);
  EXPECT_FLOAT_EQ(RegisterReader(block).f32(28), 73);
  std::vector<std::uint16_t> held(16);
  ASSERT_EQ(modbus_read_registers(client.get(), 100, 16, held.data()), 16);
  EXPECT_EQ(RegisterReader(held).id(0), sent.id);
}

TEST_F(PlcProcessTest, AnyOtherWriteIsAnException) {
  const Client client = connect_to(plc_.modbus_port());
  const std::vector<std::uint16_t> values(16, 7);
  EXPECT_EQ(modbus_write_registers(client.get(), 101, 16, values.data()), -1);
  EXPECT_EQ(errno, EMBXILADD);
  EXPECT_EQ(modbus_write_registers(client.get(), 100, 15, values.data()), -1);
  EXPECT_EQ(errno, EMBXILADD);
  EXPECT_EQ(modbus_write_register(client.get(), 100, 7), -1);
  EXPECT_EQ(errno, EMBXILFUN);
  EXPECT_EQ(modbus_write_bit(client.get(), 0, 1), -1);
  EXPECT_EQ(errno, EMBXILFUN) << "faults are not on the plant's port";
  EXPECT_EQ(RegisterReader(read(client.get(), 100)).u16(16), 0);
}

TEST_F(PlcProcessTest, ClientsDoNotWaitForOneAnother) {
  const Client first = connect_to(plc_.modbus_port());
  const Client second = connect_to(plc_.modbus_port());
  const int silent = raw_connection();
  const int half = raw_connection();
  ASSERT_EQ(send(half, "\0\1\0\0\0", 5, 0), 5);
  const int flooding = raw_connection();
  const std::vector<char> garbage(100'000, 'x');
  EXPECT_GT(send(flooding, garbage.data(), garbage.size(), MSG_NOSIGNAL), 0);
  for (int i = 0; i < 50; ++i) {
    ASSERT_EQ(read(first.get(), 0).size(), 100U);
    ASSERT_EQ(read(second.get(), 700, 100).size(), 100U);
  }
  // The garbage closed its own connection: by an end, or by a reset where bytes were left unread.
  char byte;
  errno = 0;
  EXPECT_LE(recv(flooding, &byte, 1, 0), 0);
  EXPECT_NE(errno, EAGAIN) << "it was left open";
  for (const int fd : {silent, half, flooding}) ::close(fd);
}

TEST_F(PlcProcessTest, AFrameInPiecesAndTwoInOneAreAnsweredAlike) {
  const int fd = raw_connection();
  const std::vector<std::uint8_t> request{0, 1, 0, 0, 0, 6, 1, 4, 0, 0, 0, 1};
  for (const std::uint8_t byte : request) ASSERT_EQ(send(fd, &byte, 1, 0), 1);
  std::vector<std::uint8_t> twice = request;
  twice.insert(twice.end(), request.begin(), request.end());
  ASSERT_EQ(send(fd, twice.data(), twice.size(), 0), 24);
  std::vector<std::uint8_t> answers(3 * 11);
  EXPECT_EQ(recv(fd, answers.data(), answers.size(), MSG_WAITALL), 33);
  for (const std::size_t at : {0U, 11U, 22U}) EXPECT_EQ(answers[at + 7], 4);
  ::close(fd);
}

TEST_F(PlcProcessTest, AReadIsNeverTorn) {
  const Client client = connect_to(plc_.modbus_port());
  std::int64_t last_time = 0;
  std::uint32_t last_counter = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto block = read(client.get(), 200);
    ASSERT_EQ(block.size(), 100U);
    const RegisterReader in(block);
    ASSERT_GE(in.i64(2), last_time);
    ASSERT_EQ(in.u32(0) != last_counter, in.i64(2) != last_time) << "counter and time belong together";
    ASSERT_EQ(in.u32(38), in.u32(30) + in.u32(32));
    last_time = in.i64(2);
    last_counter = in.u32(0);
  }
}

TEST_F(PlcProcessTest, FaultsComeThroughTheServicePortAlone) {
  const Client service = connect_to(plc_.service_port());
  const Client plant = connect_to(plc_.modbus_port());
  ASSERT_EQ(modbus_write_bit(service.get(), 0, 1), 1);
  std::vector<std::uint8_t> coils(6);
  ASSERT_EQ(modbus_read_bits(service.get(), 0, 6, coils.data()), 6);
  EXPECT_EQ(coils, (std::vector<std::uint8_t>{1, 0, 0, 0, 0, 0}));
  EXPECT_TRUE(eventually([&] { return RegisterReader(read(plant.get(), 100)).f32(26) < 73; }));
  std::uint16_t unused = 0;
  EXPECT_EQ(modbus_read_input_registers(service.get(), 0, 1, &unused), -1);
  EXPECT_EQ(errno, EMBXILFUN);
}

TEST_F(PlcProcessTest, LinkDownCutsTheNetworkWhileTheLineRunsOn) {
  const Client service = connect_to(plc_.service_port());
  Client plant = connect_to(plc_.modbus_port());
  const auto before = RegisterReader(read(plant.get(), 700)).u32(0);
  ASSERT_EQ(modbus_write_bit(service.get(), 5, 1), 1);
  EXPECT_TRUE(eventually([&] { return read(plant.get(), 700).empty(); }));
  EXPECT_TRUE(eventually([&] { return connect_to(plc_.modbus_port()) == nullptr; }));
  const auto scans = plc_.scans();
  EXPECT_TRUE(eventually([&] { return plc_.scans() > scans + 3; }));
  ASSERT_EQ(modbus_write_bit(service.get(), 5, 0), 1);
  ASSERT_TRUE(eventually([&] { return (plant = connect_to(plc_.modbus_port())) != nullptr; }));
  EXPECT_GT(RegisterReader(read(plant.get(), 700)).u32(0), before + 3);
}

TEST(PlcProcess, SaysWhichPortItCannotHave) {
  const SystemClock clock;
  PlcProcess first({}, clock);
  ASSERT_TRUE(first.start());
  PlcProcess second({"127.0.0.1", first.modbus_port(), 0, {}}, clock);
  const auto refused = second.start();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ServerError::socket);
  EXPECT_NE(refused.error().message.find(std::to_string(first.modbus_port())), std::string::npos);
  PlcProcess third({"localhost", 0, 0, {}}, clock);
  EXPECT_EQ(third.start().error().code, ServerError::address);
}

}  // namespace
}  // namespace millwright::plc
