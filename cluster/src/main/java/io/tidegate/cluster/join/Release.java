package io.tidegate.cluster.join;

import java.util.Optional;

/// Which releases go together: those whose Hazelcast has the same minor version. Stateless.
final class Release {
  /// Of Hazelcast, which is not loaded to say it.
  static final String HAZELCAST = "5.7";

  private static final String FIELD = "hazelcast";

  private Release() {}

  static Message tell(Message request) {
    return request.with(FIELD, HAZELCAST);
  }

  /// @throws JoinRefusedException that names both
  static void require(Message request) throws JoinRefusedException {
    Optional<String> theirs = request.first(FIELD);
    if (!theirs.equals(Optional.of(HAZELCAST))) {
      throw new JoinRefusedException(
          JoinRefusal.OTHER_RELEASE,
          "the cluster runs with Hazelcast %s, the node with %s: both need releases with the same"
              .formatted(HAZELCAST, theirs.orElse("an unknown one")));
    }
  }
}
