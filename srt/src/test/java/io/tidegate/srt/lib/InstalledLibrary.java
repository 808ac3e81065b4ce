package io.tidegate.srt.lib;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/// libsrt, for tests that need it.
public final class InstalledLibrary {
  private static final boolean REQUIRED = "1".equals(System.getenv("TIDEGATE_TEST_REQUIRE_TOOLS"));

  private InstalledLibrary() {}

  /// Skips the test where it is missing, or fails it where tools are required.
  public static SrtLibrary.Loaded get() {
    return switch (SrtLibrary.load()) {
      case SrtLibrary.Loaded loaded -> loaded;
      case SrtLibrary.Missing missing when REQUIRED -> fail(missing.reason());
      case SrtLibrary.Missing missing -> abort(missing.reason());
    };
  }
}
