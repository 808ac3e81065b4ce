package io.tidegate.gateway.doctor;

import java.util.stream.Stream;

/// Says what it sees, and what to do. Stateless and pure: any thread.
@FunctionalInterface
interface Rule {
  /// Nothing where all is well.
  Stream<Diagnosis> look(Chart chart);
}
