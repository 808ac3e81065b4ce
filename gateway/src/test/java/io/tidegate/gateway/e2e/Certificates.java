package io.tidegate.gateway.e2e;

import io.tidegate.media.testing.Tool;
import java.nio.file.Path;

/// Certificates that sign themselves, by openssl, for two days.
public final class Certificates {
  private Certificates() {}

  /// For 127.0.0.1 and localhost, on the curve P-256.
  public static void make(Path certificate, Path key, String commonName) throws Exception {
    make(certificate, key, commonName, "ec -pkeyopt ec_paramgen_curve:prime256v1");
  }

  /// @param algorithm and its options, as `openssl req -newkey` takes them
  public static void make(Path certificate, Path key, String commonName, String algorithm)
      throws Exception {
    Tool.run(
        60,
        "openssl",
        ("req -x509 -newkey "
                + algorithm
                + " -nodes -days 2 -subj /CN="
                + commonName
                + " -addext subjectAltName=IP:127.0.0.1,DNS:localhost -keyout "
                + key
                + " -out "
                + certificate)
            .split(" "));
  }
}
