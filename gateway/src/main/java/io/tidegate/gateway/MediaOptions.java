package io.tidegate.gateway;

import io.tidegate.flvhttp.FlvHttpOptions;
import io.tidegate.gateway.config.Settings;
import io.tidegate.media.hub.WaitingPlayers;

/// What the settings say, in the words of the modules that carry media. Stateless.
final class MediaOptions {
  private MediaOptions() {}

  static WaitingPlayers.Limits waiting(Settings settings) {
    Settings.Players players = settings.players();
    return new WaitingPlayers.Limits(players.patience(), players.mostWaiting());
  }

  static FlvHttpOptions flv(Settings.Http http) {
    FlvHttpOptions base = FlvHttpOptions.DEFAULT;
    return new FlvHttpOptions(
        http.flvBatch(),
        base.limits(),
        base.writeQueue(),
        http.maxViewers(),
        http.maxViewersPerStream(),
        base.retryAfter());
  }
}
