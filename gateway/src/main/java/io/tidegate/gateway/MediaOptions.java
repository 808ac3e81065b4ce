package io.tidegate.gateway;

import io.tidegate.flvhttp.FlvHttpOptions;
import io.tidegate.gateway.config.Settings;
import io.tidegate.media.hub.AudioAdapter;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.WaitingPlayers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the settings say, in the words of the modules that carry media. Stateless.
final class MediaOptions {
  private static final Logger log = LoggerFactory.getLogger(MediaOptions.class);

  private MediaOptions() {}

  static HubOptions hub(Settings settings, AudioAdapter audio) {
    return HubOptions.defaults(bug -> log.error("a bug in an output; the stream goes on", bug))
        .withAudioAdapter(audio)
        .withSilence(settings.publishing().addSilence());
  }

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
