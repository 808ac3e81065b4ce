package io.tidegate.gateway.config;

import java.util.Locale;

/// One setting: its path in the file, what it takes and what it is when nobody says. Immutable.
///
/// @param path `http.port`; the environment variable follows from it
/// @param kind what it takes
/// @param fallback the default, as it would be written; empty for none
/// @param about one sentence for the documentation
record Key(String path, Kind kind, String fallback, String about) {
  /// `TIDEGATE_HTTP_PORT` for `http.port`.
  String variable() {
    return "TIDEGATE_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
