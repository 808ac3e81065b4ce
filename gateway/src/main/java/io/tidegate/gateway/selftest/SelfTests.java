package io.tidegate.gateway.selftest;

import io.tidegate.gateway.tls.CertificateView;
import io.tidegate.media.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Whether a gateway that runs has of its machine what it needs. Waits for disks; one thread at a
/// time.
///
/// @param listeners addresses by name
/// @param certificates in use
/// @param degraded why parts do not work, by part
public record SelfTests(
    MachineChecks machine,
    Map<String, String> listeners,
    Supplier<List<CertificateView>> certificates,
    Supplier<Map<String, String>> degraded) {
  /// All of them, in the order in which they are read.
  public List<Check> run() {
    List<Check> checks = new ArrayList<>();
    degraded
        .get()
        .forEach((part, reason) ->
            checks.add(
                Check.warning(
                    "part",
                    Map.of("part", part, "reason", reason),
                    "the part does not work until this is mended; the rest does")));
    // all that were wanted are bound, else there would be no gateway to ask
    checks.add(Check.ok("ports", new LinkedHashMap<>(listeners)));
    checks.addAll(machine.run());
    certificates.get().forEach(view -> checks.add(certificate(view)));
    return checks;
  }

  private Check certificate(CertificateView view) {
    Instant now = machine.clock().instant();
    String state = view.state(now);
    Verdict verdict =
        switch (state) {
          case "valid" -> view.problem() == null ? Verdict.OK : Verdict.WARNING;
          case "expiring" -> Verdict.WARNING;
          default -> Verdict.FAILED;
        };
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("subject", view.subject());
    values.put("state", state);
    values.put("days", Duration.between(now, view.notAfter()).toDays());
    values.put("reason", view.problem());
    return Check.of(
        "certificate",
        verdict,
        values,
        "put another one there before browsers and players refuse this one");
  }
}
