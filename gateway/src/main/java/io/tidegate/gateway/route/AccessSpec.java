package io.tidegate.gateway.route;

import io.tidegate.gateway.access.AddressRules;
import io.tidegate.gateway.config.Settings.PlayMode;
import io.tidegate.gateway.config.Settings.PublishMode;
import io.tidegate.media.Nullable;

/// Who may publish and play on one route, where the settings are not to decide. Immutable.
///
/// @param publish null: as the settings say; `AUTO` does not stand here
/// @param play null: as the settings say; `AUTO` does not stand here
/// @param addresses from where anybody is served, beside what the settings say of that
public record AccessSpec(
    @Nullable PublishMode publish, @Nullable PlayMode play, AddressRules addresses) {
  /// As the settings say.
  public static final AccessSpec NONE = new AccessSpec(null, null, AddressRules.NONE);

  public AccessSpec {
    if (publish == PublishMode.AUTO || play == PlayMode.AUTO) {
      throw new IllegalArgumentException("auto is for the settings");
    }
  }
}
