package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Case 21 in a browser: a transport stream over SRT that goes on in another resolution, with
/// hls.js and parts. What the playlists and segments say of it, [SrtTransportIT] judges.
class ResolutionChangeIT {
  /// In 320x180: the page looks for its stream every two seconds and hls.js takes one to start.
  private static final int BEFORE_SECONDS = 14;

  /// In 640x360, at most; it is done when four of them were played.
  private static final int AFTER_SECONDS = 60;

  /// Of the four seconds at the end, 3 s at 25 pictures a second.
  private static final String PICTURES = "75";

  /// How often a browser may come too late to see the change at all.
  private static final int TRIES = 4;

  @TempDir Path folder;

  @Test
  void hlsJsPlaysOnInTheNewResolution() throws Exception {
    byte[] stream = Media.changingResolution(BEFORE_SECONDS, AFTER_SECONDS);
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"))) {
      List<Browser.Sight> seen = List.of();
      for (int i = 0; i < TRIES && seen.stream().noneMatch(ResolutionChangeIT::isOld); i++) {
        seen = watch(gateway, "change" + i, stream);
      }
      assertPlaysOn(seen);
    }
  }

  private List<Browser.Sight> watch(GatewayProcess gateway, String name, byte[] stream)
      throws Exception {
    List<PacedTs> senders = new ArrayList<>();
    try {
      return Browser.watch(
          gateway.http("/live/" + name + "/"),
          "hls",
          5,
          folder.resolve(name + ".png"),
          List.of(PICTURES, "-", "640"),
          () -> senders.add(send(gateway, name, stream)));
    } finally {
      for (PacedTs sender : senders) {
        sender.close();
      }
    }
  }

  private static PacedTs send(GatewayProcess gateway, String name, byte[] stream)
      throws IOException {
    PacedTs sender = PacedTs.send(stream, gateway.srt("publish:" + name, "&latency=1000"));
    Live.awaitStream(gateway, "live/" + name);
    sender.begin();
    return sender;
  }

  private static boolean isOld(Browser.Sight sight) {
    return sight.width() == 320 && sight.height() == 180;
  }

  private static void assertPlaysOn(List<Browser.Sight> seen) {
    int first =
        seen.indexOf(seen.stream().filter(ResolutionChangeIT::isOld).findFirst().orElseThrow());
    assertThat(seen.subList(first, seen.size()))
        .as("hls.js never gave up: %s", seen)
        .allSatisfy(sight -> assertThat(sight.message()).isEmpty());
    Browser.Sight early = seen.get(seen.size() - 5);
    Browser.Sight last = seen.getLast();
    assertThat(last.width() + "x" + last.height()).as("%s", seen).isEqualTo("640x360");
    assertThat(last.time() - early.time()).as("%s", seen).isGreaterThanOrEqualTo(3);
    assertThat(last.audioBytes()).as("sound: %s", seen).isGreaterThan(early.audioBytes());
  }
}
