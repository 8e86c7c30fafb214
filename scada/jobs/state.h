#pragma once
// The states of a job order as OPC 10031-4 v2 (ISA-95 Job Control) has them, and every change between them in one
// table. `absent` stands for the dotted states of the standard's figure: an order that is not in the list.

#include <array>
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>

namespace millwright::scada::jobs {

/// The value is the standard's StateNumber.
enum class State : std::uint8_t {
  absent = 0,
  NotAllowedToStart = 1,
  AllowedToStart = 2,
  Running = 3,
  Interrupted = 4,
  Ended = 5,
  Aborted = 6,
};
BOOST_DESCRIBE_ENUM(State, absent, NotAllowedToStart, AllowedToStart, Running, Interrupted, Ended, Aborted)

/// Of ISA95PrepareStateMachineType, ISA95InterruptedStateMachineType and ISA95EndedStateMachineType.
enum class Substate : std::uint8_t {
  none,
  Waiting,    // preparing: something that it needs is missing, another job has the line
  Ready,      // preparing: it could be loaded
  Loaded,     // preparing: its parameters are in force and were read back
  Held,       // interrupted by a constraint: the line cannot
  Suspended,  // interrupted by a decision: somebody asked
  Completed,
};
BOOST_DESCRIBE_ENUM(Substate, none, Waiting, Ready, Loaded, Held, Suspended, Completed)

/// What moves a job: the standard's methods, and what SCADA finds by itself.
enum class Cause : std::uint8_t {
  Store,
  StoreAndStart,
  Start,
  RevokeStart,
  Update,
  Pause,
  Resume,
  Stop,
  Abort,
  Cancel,
  Clear,
  begun,             // parameters in force, line started
  start_failed,      // a parameter or the line refused, or a readback differs
  hindered,          // the line did not start again, or was stopped under the job
  freed,             // a line that held its job runs again
  quantity_reached,  // all pieces are made
};
BOOST_DESCRIBE_ENUM(Cause, Store, StoreAndStart, Start, RevokeStart, Update, Pause, Resume, Stop, Abort, Cancel, Clear,
                    begun, start_failed, hindered, freed, quantity_reached)

struct Transition {
  State from;
  Cause cause;
  State to;
  Substate substate;     // of `to`
  std::uint32_t number;  // the standard's TransitionNumber; 0 for what it draws dotted, or has as a substate only
};

inline constexpr std::array kTransitions{
    Transition{State::absent, Cause::Store, State::NotAllowedToStart, Substate::Waiting, 0},
    Transition{State::absent, Cause::StoreAndStart, State::AllowedToStart, Substate::Waiting, 0},
    Transition{State::NotAllowedToStart, Cause::Update, State::NotAllowedToStart, Substate::Waiting, 1},
    Transition{State::NotAllowedToStart, Cause::Start, State::AllowedToStart, Substate::Waiting, 2},
    Transition{State::NotAllowedToStart, Cause::Abort, State::Aborted, Substate::none, 12},
    Transition{State::NotAllowedToStart, Cause::Cancel, State::absent, Substate::none, 0},
    Transition{State::AllowedToStart, Cause::RevokeStart, State::NotAllowedToStart, Substate::Waiting, 3},
    Transition{State::AllowedToStart, Cause::start_failed, State::NotAllowedToStart, Substate::Waiting, 3},
    Transition{State::AllowedToStart, Cause::Update, State::AllowedToStart, Substate::Waiting, 4},
    Transition{State::AllowedToStart, Cause::begun, State::Running, Substate::none, 5},
    Transition{State::AllowedToStart, Cause::Abort, State::Aborted, Substate::none, 13},
    Transition{State::AllowedToStart, Cause::Cancel, State::absent, Substate::none, 0},
    Transition{State::Running, Cause::Pause, State::Interrupted, Substate::Suspended, 6},
    Transition{State::Running, Cause::hindered, State::Interrupted, Substate::Held, 6},
    Transition{State::Running, Cause::Stop, State::Ended, Substate::Completed, 7},
    Transition{State::Running, Cause::quantity_reached, State::Ended, Substate::Completed, 7},
    Transition{State::Running, Cause::Abort, State::Aborted, Substate::none, 8},
    Transition{State::Interrupted, Cause::Pause, State::Interrupted, Substate::Suspended, 0},
    Transition{State::Interrupted, Cause::Resume, State::Running, Substate::none, 10},
    Transition{State::Interrupted, Cause::freed, State::Running, Substate::none, 10},
    Transition{State::Interrupted, Cause::Stop, State::Ended, Substate::Completed, 11},
    Transition{State::Interrupted, Cause::quantity_reached, State::Ended, Substate::Completed, 11},
    Transition{State::Interrupted, Cause::Abort, State::Aborted, Substate::none, 9},
    Transition{State::Ended, Cause::Clear, State::absent, Substate::none, 0},
    Transition{State::Aborted, Cause::Clear, State::absent, Substate::none, 0},
};

[[nodiscard]] constexpr std::optional<Transition> transition(State from, Cause cause) {
  for (const auto& row : kTransitions)
    if (row.from == from && row.cause == cause) return row;
  return std::nullopt;
}

[[nodiscard]] constexpr bool is_finished(State state) { return state == State::Ended || state == State::Aborted; }
/// The line is this job's: its pieces are counted, and no other begins.
[[nodiscard]] constexpr bool has_line(State state) { return state == State::Running || state == State::Interrupted; }

/// Annex B.2, Table 95: bits of a method's ReturnStatus. From 33 on they are ours.
namespace return_status {
inline constexpr std::uint64_t kNoError = 1ull << 0;
inline constexpr std::uint64_t kUnknownJobOrderId = 1ull << 1;
inline constexpr std::uint64_t kInvalidJobOrderStatus = 1ull << 3;
inline constexpr std::uint64_t kUnableToAccept = 1ull << 4;
inline constexpr std::uint64_t kInvalidRequest = 1ull << 32;
inline constexpr std::uint64_t kIdInUse = 1ull << 33;           // a different order has this id
inline constexpr std::uint64_t kBadQuantity = 1ull << 34;       // no material produced, or no whole number of it
inline constexpr std::uint64_t kUnknownParameter = 1ull << 35;  // the plant file lets no job set it
inline constexpr std::uint64_t kParameterOutOfRange = 1ull << 36;
inline constexpr std::uint64_t kListFull = 1ull << 37;
inline constexpr std::uint64_t kNotPermitted = 1ull << 38;  // the line is not under the caller's control
inline constexpr std::uint64_t kStorage = 1ull << 39;       // it could not be kept; nothing was done
}  // namespace return_status

}  // namespace millwright::scada::jobs
