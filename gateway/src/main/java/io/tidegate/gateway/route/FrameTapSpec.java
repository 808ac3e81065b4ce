package io.tidegate.gateway.route;

import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.snapshot.SnapshotOptions;
import io.tidegate.gateway.webhook.Webhook;
import io.tidegate.media.SecretParameters;
import io.tidegate.transcode.picture.StillJob;
import jakarta.validation.constraints.Pattern;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.validator.constraints.Range;

/// Where pictures of a route go for programs that look at them. Immutable.
///
/// @param name tells it from the route's others
/// @param everyFrames a picture of each so many frames; 0 for key frames alone
/// @param width of the pictures at most, 0 for their own
/// @param quality of JPEG, 2 is the best
/// @param maxFps no more pictures in a second
/// @param webhook who is sent them, empty for nobody
/// @param secret signs what is sent, [Token#NONE] for no signature
/// @param webSocket whether they are given to whoever asks over a WebSocket
/// @param marks whether what receivers answer may set marks on the timeline of the stream
@Sound
public record FrameTapSpec(
    @Pattern(regexp = "[A-Za-z0-9_-]{1,32}", message = "1 to 32 of A-Z, a-z, 0-9, _ and -")
        String name,
    @Range(max = MOST_FRAMES, message = "key, or a whole number, 1 to {max}") int everyFrames,
    @Range(max = SnapshotOptions.MOST_WIDTH, message = "a whole number, {min} to {max}") int width,
    @Range(
            min = StillJob.BEST_QUALITY,
            max = StillJob.WORST_QUALITY,
            message = "a whole number, {min} to {max}")
        int quality,
    @Range(min = 1, max = MOST_FPS, message = "a whole number, {min} to {max}") int maxFps,
    String webhook,
    Token secret,
    boolean webSocket,
    boolean marks)
    implements Checked {
  /// Of one route.
  static final int MOST_TAPS = 8;

  /// Half a minute of the fastest cameras.
  private static final int MOST_FRAMES = 3_600;

  /// Of [#everyFrames].
  public static final int KEY_FRAMES = 0;

  public static final int USUAL_WIDTH = 640;
  public static final int USUAL_QUALITY = 5;
  public static final int USUAL_FPS = 5;
  private static final int MOST_FPS = 30;

  /// The same with what is stored.
  public FrameTapSpec with(String wholeWebhook, Token wholeSecret) {
    return new FrameTapSpec(
        name, everyFrames, width, quality, maxFps, wholeWebhook, wholeSecret, webSocket, marks);
  }

  @Override
  public List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    if (webhook.isEmpty() && !webSocket) {
      faults.add(new Fault("webhook", "a webhook, or websocket: true"));
    }
    if (webhook.isEmpty() && !secret.isEmpty()) {
      faults.add(new Fault("secret", "a webhook beside it"));
    }
    String fault = webhook.isEmpty() ? null : Webhook.fault(webhook);
    if (fault != null) {
      faults.add(new Fault("webhook", fault));
    }
    if (SecretParameters.URL.isMasked(webhook)) {
      faults.add(new Fault("webhook", "the secret in it itself: none is stored for this tap"));
    }
    if (secret.text().equals(Token.MASK)) {
      faults.add(new Fault("secret", "the secret itself: none is stored for this tap and webhook"));
    }
    if (secret.text().length() > Webhook.MAX_SECRET) {
      faults.add(new Fault("secret", "at most " + Webhook.MAX_SECRET + " characters"));
    }
    return faults;
  }

  /// Without secrets.
  @Override
  public String toString() {
    return "frame tap " + name + " " + SecretParameters.URL.mask(webhook);
  }
}
