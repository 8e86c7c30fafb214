#pragma once
// Applies a batch of events to the modules of this process: one transaction, in which each module's inbox takes the ids
// it has not seen, the events have their effect, and what follows goes to the outbox. At-least-once delivery, exactly
// once effect. Owned by main(); apply() from one thread at a time.

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "lib/store/inbox.h"
#include "mes/definition_changes/definitions.h"
#include "mes/ingest/incoming.h"
#include "mes/ingest/modules.h"
#include "mes/records/writer.h"
#include "mes/workflow/processes.h"

namespace millwright::mes::ingest {

class Applier {
 public:
  /// Applies all modules' migrations (every module may be read from, whichever run here), opens the inboxes of
  /// `modules`, preloads the master data's orders and reads the processes of the folder `workflows`. `writer` and
  /// `definitions` must outlive it.
  [[nodiscard]] static store::StoreResult<std::unique_ptr<Applier>> open(Writer& writer, Definitions& definitions,
                                                                         const ModuleSet& modules,
                                                                         const std::filesystem::path& workflows = {});

  /// False when no module of this process listens to it.
  [[nodiscard]] bool wants(const Incoming& event) const;
  /// All of them or, on failure, none. `received`: when they came off the bus.
  MesResult<void> apply(std::span<const Incoming> events, Timestamp received);

  /// Takes the workflow timers that are due.
  MesResult<void> fire_timers();
  /// Forgets inbox rows, readings and samples that nothing can need any more.
  MesResult<void> prune();

  [[nodiscard]] bool runs(Module module) const { return modules_.contains(module); }
  [[nodiscard]] Writer& writer() { return writer_; }
  [[nodiscard]] const workflow::Processes& processes() const { return *processes_; }

 private:
  Applier(Writer& writer, Definitions& definitions, ModuleSet modules)
      : writer_(writer), definitions_(definitions), modules_(std::move(modules)) {}
  [[nodiscard]] bool listens(Module module, const Incoming& event) const;
  /// The definitions in force, with what was approved since.
  const MasterData& definitions(store::Session& sql) const;
  void handle(Transaction& transaction, Module module, const Incoming& event, Timestamp received) const;

  Writer& writer_;
  Definitions& definitions_;
  const ModuleSet modules_;
  std::unique_ptr<workflow::Processes> processes_;
  std::map<Module, store::Inbox> inboxes_;
};

}  // namespace millwright::mes::ingest
