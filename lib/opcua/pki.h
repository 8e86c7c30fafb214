#pragma once
// Application certificates of an installation: shared/pki/<name>.cert.der, <name>.key.der (0600), trusted/*.der.

#include <filesystem>
#include <string>
#include <vector>

#include "lib/base/result.h"

namespace millwright::opcua {

enum class PkiError { storage, generation, missing };

/// Makes certificates for the named applications ("scada", "bridge") where they are absent, each trusting the others:
/// RSA 2048, SHA-256, application URI urn:millwright:<name>, DNS localhost and IP 127.0.0.1. Does nothing on a second
/// call. `shared` is the installation's shared folder.
[[nodiscard]] Result<void, PkiError> provision_pki(const std::filesystem::path& shared,
                                                   const std::vector<std::string>& names);

struct Identity {
  std::string certificate_der;
  std::string key_der;
  std::vector<std::string> trusted_der;
  std::string application_uri;
};
[[nodiscard]] Result<Identity, PkiError> load_identity(const std::filesystem::path& pki, const std::string& name);

}  // namespace millwright::opcua
