package io.tidegate.gateway.selftest;

import io.tidegate.media.Nullable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One thing that was looked at. Immutable.
///
/// @param id what it is, lower-case with hyphens
/// @param values what was found and wanted, in the order in which they are read: texts, numbers and
///   nulls; sizes in bytes
/// @param advice what to do, null where all is well
public record Check(
    String id, Verdict verdict, Map<String, @Nullable Object> values, @Nullable String advice) {
  public Check {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /// @param advice kept unless all is well
  static Check of(String id, Verdict verdict, Map<String, @Nullable Object> values, String advice) {
    return new Check(id, verdict, values, verdict == Verdict.OK ? null : advice);
  }

  /// All is well.
  public static Check ok(String id, Map<String, @Nullable Object> values) {
    return new Check(id, Verdict.OK, values, null);
  }

  /// It cannot work so.
  public static Check failed(String id, Map<String, @Nullable Object> values, String advice) {
    return new Check(id, Verdict.FAILED, values, advice);
  }

  /// It works, with what it lacks in `values`.
  public static Check warning(String id, Map<String, @Nullable Object> values, String advice) {
    return new Check(id, Verdict.WARNING, values, advice);
  }
}
