package io.tidegate.gateway.config;

import io.tidegate.gateway.access.AddressRules;
import io.tidegate.gateway.access.Network;
import io.tidegate.gateway.clip.ClipOptions;
import io.tidegate.gateway.cluster.ClusterSettings;
import io.tidegate.gateway.load.BrownoutRules;
import io.tidegate.gateway.load.LoadLimits;
import io.tidegate.gateway.mail.MailOptions;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.gateway.snapshot.SnapshotOptions;
import io.tidegate.gateway.storage.StorageSpec;
import io.tidegate.gateway.syslog.SyslogOptions;
import io.tidegate.hls.HlsOptions;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.RtspMulticast;
import io.tidegate.srt.SrtProfile;
import io.tidegate.transcode.worker.WorkersOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What the operator wants, read and checked. Immutable.
///
/// @param bind address of all listeners but metrics
/// @param dataDir where the gateway keeps its own files
/// @param secretKey the file with the key of the stored secrets, null for the gateway's own
/// @param hostSocket of the helper that sets up the machine, null for none
/// @param embedded true when no file was named: the embedded default
/// @param setupCode of the first administrator, [Token#NONE] when one is to be made
/// @param workers bounds of the children that FFmpeg runs as
/// @param cluster how this node takes part in a cluster, once it is in one
/// @param syslog where log and audit log go beside their places here, null for nowhere
/// @param mail who is told of alarms by mail, null for nobody
/// @param storage profiles of the file; others are stored
public record Settings(
    String bind,
    Path dataDir,
    @Nullable Path secretKey,
    @Nullable Path hostSocket,
    boolean embedded,
    Token setupCode,
    Publishing publishing,
    Access access,
    Trust trust,
    Http http,
    Rtmp rtmp,
    Srt srt,
    Rtsp rtsp,
    Metrics metrics,
    Traces traces,
    HlsOptions hls,
    Recording recording,
    Players players,
    ClipOptions clips,
    SnapshotOptions snapshots,
    LoadLimits limits,
    BrownoutRules brownout,
    WorkersOptions workers,
    ClusterSettings cluster,
    Log log,
    @Nullable SyslogOptions syslog,
    @Nullable MailOptions mail,
    List<StorageSpec> storage,
    List<RouteSpec> routes) {
  /// A listener that is switched off.
  public static final int OFF = -1;

  public Settings {
    storage = List.copyOf(storage);
    routes = List.copyOf(routes);
  }

  /// Who may publish where no route says.
  public enum PublishMode {
    /// As the hook says where there is one; else everybody while there is no user, users from then
    /// on.
    AUTO,
    OPEN,
    /// Whoever has the token, or an API token that may publish.
    TOKEN,
    /// Users and API tokens that may.
    USERS,
    /// Whom the hook lets in.
    HOOK,
    CLOSED
  }

  /// Who may play where no route says.
  public enum PlayMode {
    /// As the hook says where there is one; else everybody.
    AUTO,
    OPEN,
    /// Users and API tokens that may.
    USERS,
    /// Whom the hook lets in.
    HOOK
  }

  /// @param addresses from where anybody is served
  public record Access(PlayMode play, AddressRules addresses) {
    /// Everybody may play, from everywhere.
    public static final Access OPEN = new Access(PlayMode.OPEN, AddressRules.NONE);
  }

  /// Whom the gateway believes what others have signed.
  ///
  /// @param clockSkew so far may the clocks of those who sign be off: rights end so much later
  /// @param proxies that are believed whom they ask for, over HTTP
  public record Trust(Duration clockSkew, Jwt jwt, Hook hook, List<Network> proxies) {
    public Trust {
      proxies = List.copyOf(proxies);
    }
  }

  /// Who is asked over HTTP about everybody who comes.
  ///
  /// @param url empty for nobody
  /// @param secret that questions are signed with, [Token#NONE] for not at all
  /// @param timeout for the whole of an answer
  /// @param failOpen whether whoever comes is let in while there is no answer
  /// @param connections at once
  public record Hook(
      String url, Token secret, Duration timeout, boolean failOpen, int connections) {
    public boolean isOn() {
      return !url.isEmpty();
    }
  }

  /// Whose JSON Web Tokens are taken.
  ///
  /// @param secret of HS256, HS384 or HS512, [Token#NONE] for none
  /// @param keys a file with keys, PEM or JWKS; empty for none
  /// @param jwksUrl where keys are; empty for nowhere
  /// @param algorithm of keys that do not say it; `auto` for the usual one of their kind
  /// @param issuer empty for any
  /// @param audience empty for any
  /// @param claim the name of the claim in MediaMTX's form
  /// @param refresh how often file or URL are read
  /// @param retry no more often for keys that nobody knows
  public record Jwt(
      Token secret,
      String keys,
      String jwksUrl,
      String algorithm,
      String issuer,
      String audience,
      String claim,
      Duration refresh,
      Duration retry) {
    /// Whether there is a key, or may be.
    public boolean isOn() {
      return !secret.isEmpty() || !keys.isEmpty() || !jwksUrl.isEmpty();
    }
  }

  /// @param token asked for in mode `TOKEN`
  /// @param takeOver whether a second publisher replaces a live one, where no route says
  /// @param grace how long a stream waits for its publisher, where no route says
  /// @param addSilence whether pictures without sound get silence beside them
  public record Publishing(
      PublishMode mode, Token token, boolean takeOver, Duration grace, boolean addSilence) {}

  /// Certificate chain and key, PEM files.
  ///
  /// @param own whether the gateway makes them where they are not there
  public record Tls(Path certificate, Path key, boolean own) {
    /// The gateway's own.
    static Tls own(Path dataDir) {
      Path folder = dataDir.resolve("tls");
      return new Tls(folder.resolve("cert.pem"), folder.resolve("key.pem"), true);
    }
  }

  /// @param tls of `tlsPort`, null when that is [#OFF]
  /// @param tlsWished whether somebody has said `tlsPort`: else the gateway does without where it
  ///   is taken
  /// @param requestTimeout for a request to come, and between two of one connection
  public record Http(
      int port,
      int tlsPort,
      @Nullable Tls tls,
      boolean tlsWished,
      Duration requestTimeout,
      DataSize sendBuffer,
      Duration flvBatch,
      int maxViewers,
      int maxViewersPerStream) {}

  /// @param tls of `tlsPort`, null when that is [#OFF]
  public record Rtmp(
      int port, int tlsPort, @Nullable Tls tls, Duration handshakeTimeout, Duration idleTimeout) {}

  /// @param port all streams share it, [#OFF] for none
  /// @param ports further ones, without those of routes
  /// @param profile how peers are spoken to where no route says; its passphrase is for keys without
  ///   a route
  /// @param mediaTimeout a publisher that sends no frame for so long is closed
  public record Srt(
      int port,
      List<SrtPortSpec> ports,
      SrtProfile profile,
      Duration mediaTimeout,
      int maxSessions) {
    public Srt {
      ports = List.copyOf(ports);
    }
  }

  /// @param port [#OFF] for none
  /// @param tls of `tlsPort`, null when that is [#OFF]
  /// @param idleTimeout a publisher that sends no frame for so long is closed
  /// @param sessionTimeout a client that says nothing for so long is gone
  /// @param multicast where players may have it sent, null for nowhere
  public record Rtsp(
      int port,
      int tlsPort,
      @Nullable Tls tls,
      Duration idleTimeout,
      Duration sessionTimeout,
      @Nullable RtspMulticast multicast) {}

  /// @param bind their own address, loopback unless there is a token
  /// @param port [#OFF] for none
  /// @param token a bearer token, [Token#NONE] when none is asked for
  public record Metrics(String bind, int port, Token token) {}

  /// @param collector where OTLP over HTTP is taken, null for no traces
  public record Traces(@Nullable URI collector) {}

  /// @param folder of the recorded segments
  /// @param keepFree bytes of its disk that are left to others: the oldest recordings go for that
  /// @param retainDays how long they are kept where a route does not say, 0 for as long as there is
  ///   room
  /// @param queue most bytes of all streams that wait for the disk
  /// @param sync whether a segment is down on the disk before it counts
  /// @param local what stays here of what lies with a storage profile, too
  public record Recording(
      Path folder,
      DataSize keepFree,
      int retainDays,
      DataSize queue,
      boolean sync,
      LocalCopies local) {}

  /// @param hours how long copies stay where a route does not say, 0 for not at all
  /// @param size of more the oldest copies go, of all streams
  public record LocalCopies(int hours, DataSize size) {}

  /// Who asks for a stream that is known and does not run.
  ///
  /// @param patience for it to come, zero for not at all
  /// @param onDemand so long after the last player what was called for players is called on
  /// @param mostWaiting of all streams
  public record Players(Duration patience, Duration onDemand, int mostWaiting) {}

  /// @param json one JSON object a line instead of text
  /// @param level `error`, `warn`, `info` or `debug`
  public record Log(boolean json, String level) {}
}
