package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;

import io.tidegate.media.Nullable;
import io.tidegate.media.testing.Tool;
import io.tidegate.srt.relay.Drill;
import io.tidegate.srt.relay.Impairment;
import io.tidegate.srt.relay.PacketRelay;
import io.tidegate.srt.relay.RelayOptions;
import io.tidegate.srt.relay.RelayPort;
import io.tidegate.srt.relay.RelayRoute;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A stream's page in a real browser: a camera that comes over SRT and a bad network of our own.
class AdminStreamIT {
  /// Of each way, so that a window of 120 ms holds one repeat.
  private static final double DELAY_MS = 40;

  private static final double LOSS = 0.05;

  @TempDir static Path folder;
  private static final List<AutoCloseable> open = new ArrayList<>();
  private static GatewayProcess gateway;
  private static @Nullable RelayPort calm;
  private static @Nullable RelayPort lossy;

  @BeforeAll
  static void start() throws Exception {
    Path data = folder.resolve("data");
    Map<String, String> variables = new HashMap<>(AdminScenario.VARIABLES);
    variables.put("TIDEGATE_SRT_POLICY", "deadline");
    gateway = opened(GatewayProcess.start(data, variables));
    AdminScenario.setUp(gateway, data);
    PacketRelay relay = opened(PacketRelay.start(RelayOptions.DEFAULTS));
    calm = relay.open(RelayRoute.inwards(local(0), target()).withDrill(slow()));
    lossy = relay.open(RelayRoute.inwards(local(0), target()).withDrill(slow()));
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    open.clear();
  }

  private static <T extends AutoCloseable> T opened(T one) {
    open.add(one);
    return one;
  }

  @Test
  void theChartsShowOneInstantOfTheRangeThatIsAskedFor() throws Exception {
    AdminScenario.play(
        "timeline.mjs", gateway, Map.of(), Map.of("camera", AdminStreamIT::farCamera));
  }

  @Test
  void outputsTellTheirDelayAndPreviewsEndWithThePage() throws Exception {
    AdminScenario.play(
        "outputs.mjs", gateway, Map.of(), Map.of("camera", AdminStreamIT::farCamera));
  }

  @Test
  void lossShowsWithWhatWasDecidedAndWhatWouldHelp() throws Exception {
    AdminScenario.play(
        "loss.mjs",
        gateway,
        Map.of(),
        Map.of(
            "camera", () -> send(lossy, "live/far"),
            "loss", AdminStreamIT::lose,
            "other camera", () -> opened(Media.publishEndlessly(gateway.rtmp("/live/other")))));
  }

  private static void lose() {
    Impairment way = Impairment.NONE.withDelay(DELAY_MS, 0).withLoss(LOSS);
    network(lossy)
        .peers()
        .forEach(peer -> {
          var _ = peer.drill(Drill.network(way, 7));
        });
  }

  private static void farCamera() throws Exception {
    send(calm, "live/srt");
  }

  /// Through a network, once for all.
  private static void send(@Nullable RelayPort through, String key) throws Exception {
    RelayPort network = network(through);
    if (network.peers().isEmpty()) {
      opened(
          Tool.startLine(
              "ffmpeg -nostdin -v error -re -stream_loop -1 -i "
                  + Media.h264()
                  + " -c copy -f mpegts srt://127.0.0.1:"
                  + network.address().getPort()
                  + "?mode=caller&streamid=publish:"
                  + key
                  + "&pkt_size=1316"));
      await("the camera").until(() -> !network.peers().isEmpty());
    }
  }

  private static RelayPort network(@Nullable RelayPort opened) {
    return Objects.requireNonNull(opened, "a network");
  }

  private static Drill slow() {
    return Drill.network(Impairment.NONE.withDelay(DELAY_MS, 0), 7);
  }

  private static InetSocketAddress target() {
    String address = gateway.address("srt");
    return local(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
  }

  private static InetSocketAddress local(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
