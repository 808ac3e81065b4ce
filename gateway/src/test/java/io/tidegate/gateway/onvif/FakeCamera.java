package io.tidegate.gateway.onvif;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An ONVIF camera on this machine: answers WS-Discovery at a port of its own, and device and media
/// services over HTTP. Its pictures are somebody else's.
public final class FakeCamera implements AutoCloseable {
  private static final Duration TOLERANCE = Duration.ofSeconds(60);

  private final Spec spec;
  private final HttpServer http;
  private final DatagramSocket discovery;
  private final Thread responder;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  /// What kind of camera it is.
  ///
  /// @param name as its scopes say
  /// @param login `user:password`, empty for one that asks nobody
  /// @param httpDigest wants the Digest of HTTP, not a UsernameToken
  /// @param clockAhead how far its clock is ahead
  /// @param toldAhead how far it says it is
  /// @param media2 has the newer media service, too
  /// @param addressSaid the host that it says of itself everywhere
  /// @param streams addresses of RTSP, one for each profile
  public record Spec(
      String name,
      String login,
      boolean httpDigest,
      Duration clockAhead,
      Duration toldAhead,
      boolean media2,
      String addressSaid,
      List<String> streams) {
    /// A simple one without a password.
    public static Spec of(String name, String... streams) {
      return new Spec(
          name, "", false, Duration.ZERO, Duration.ZERO, false, "127.0.0.1", List.of(streams));
    }

    public Spec withLogin(String said, boolean byHttp) {
      return new Spec(name, said, byHttp, clockAhead, toldAhead, media2, addressSaid, streams);
    }

    public Spec withClock(Duration ahead, Duration told) {
      return new Spec(name, login, httpDigest, ahead, told, media2, addressSaid, streams);
    }

    public Spec withMedia2() {
      return new Spec(name, login, httpDigest, clockAhead, toldAhead, true, addressSaid, streams);
    }

    public Spec saying(String address) {
      return new Spec(name, login, httpDigest, clockAhead, toldAhead, media2, address, streams);
    }
  }

  private FakeCamera(Spec spec) throws IOException {
    this.spec = spec;
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    this.http = HttpServer.create(new InetSocketAddress(loopback, 0), 16);
    http.createContext("/", this::answer);
    http.start();
    this.discovery = new DatagramSocket(new InetSocketAddress(loopback, 0));
    this.responder = Thread.ofPlatform().name("fake-camera").daemon().start(this::respond);
  }

  public static FakeCamera start(Spec spec) throws IOException {
    return new FakeCamera(spec);
  }

  /// Where it is asked for cameras, instead of the group.
  public String discovery() {
    return "127.0.0.1:" + discovery.getLocalPort();
  }

  /// Of its device service.
  public String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/onvif/device_service";
  }

  /// What it was asked, by name.
  public Set<String> asked() {
    return asked;
  }

  private void respond() {
    byte[] room = new byte[64 << 10];
    while (!discovery.isClosed()) {
      DatagramPacket packet = new DatagramPacket(room, room.length);
      try {
        discovery.receive(packet);
        String probe = new String(packet.getData(), 0, packet.getLength(), UTF_8);
        byte[] answer =
            match(between(probe, "<a:MessageID>", "</a:MessageID>"), said()).getBytes(UTF_8);
        discovery.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private String said() {
    return url().replace("127.0.0.1", spec.addressSaid());
  }

  /// ProbeMatches as cameras send it.
  ///
  /// @param url as the camera says
  public String match(String probe, String url) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope"
      xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing"
      xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"
      xmlns:dn="http://www.onvif.org/ver10/network/wsdl">
    <SOAP-ENV:Header><wsa:MessageID>urn:uuid:%s</wsa:MessageID>
    <wsa:RelatesTo>%s</wsa:RelatesTo></SOAP-ENV:Header>
    <SOAP-ENV:Body><d:ProbeMatches><d:ProbeMatch>
    <wsa:EndpointReference><wsa:Address>urn:uuid:%s</wsa:Address></wsa:EndpointReference>
    <d:Types>dn:NetworkVideoTransmitter</d:Types>
    <d:Scopes>onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/name/%s
      onvif://www.onvif.org/hardware/FC-200 onvif://www.onvif.org/location/Hall%%20B</d:Scopes>
    <d:XAddrs>%s</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion>
    </d:ProbeMatch></d:ProbeMatches></SOAP-ENV:Body></SOAP-ENV:Envelope>
    """
        .formatted("a".repeat(8), probe, "b".repeat(8), spec.name().replace(" ", "%20"), url);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String question = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Matcher action = Pattern.compile("<t:(\\w+) xmlns").matcher(question);
      String name = action.find() ? action.group(1) : "";
      asked.add(name + (exchange.getRequestURI().getPath().endsWith("2") ? "2" : ""));
      if (!name.equals("GetSystemDateAndTime") && !mayAsk(exchange, question)) {
        return;
      }
      String service = exchange.getRequestURI().getPath().endsWith("2") ? "2" : "";
      boolean isAddress = name.equals("GetStreamUri");
      String token = between(question, "<t:ProfileToken>p", "</t:ProfileToken>");
      send(
          exchange,
          200,
          envelope(isAddress ? address(Integer.parseInt(token), service) : says(name, service)));
    }
  }

  private boolean mayAsk(HttpExchange exchange, String question) throws IOException {
    if (spec.login().isEmpty()) {
      return true;
    }
    if (spec.httpDigest()) {
      String said = exchange.getRequestHeaders().getFirst("Authorization");
      if (said != null && isDigest(said, exchange)) {
        return true;
      }
      exchange
          .getResponseHeaders()
          .add("WWW-Authenticate", "Digest realm=\"cam\", nonce=\"n0\", qop=\"auth\"");
      send(exchange, 401, "");
      return false;
    }
    String refusal = tokenRefusal(question);
    if (refusal == null) {
      return true;
    }
    send(exchange, 400, envelope(fault(refusal)));
    return false;
  }

  private boolean isDigest(String said, HttpExchange exchange) {
    String user = spec.login().substring(0, spec.login().indexOf(':'));
    String secret = hash("MD5", (user + ":cam:" + password()).getBytes(UTF_8));
    String action =
        hash("MD5", (exchange.getRequestMethod() + ":" + exchange.getRequestURI()).getBytes(UTF_8));
    String[] parts = {
      secret, "n0", between(said, "nc=", ","), between(said, "cnonce=\"", "\""), "auth", action
    };
    String wanted = hash("MD5", String.join(":", parts).getBytes(UTF_8));
    return said.contains("username=\"" + user + "\"") && said.contains(wanted);
  }

  /// Null for a good one.
  private @Nullable String tokenRefusal(String question) {
    String created = between(question, "<wsu:Created>", "</wsu:Created>");
    if (created.isEmpty()) {
      return "ter:NotAuthorized";
    }
    String nonce = between(question, "#Base64Binary\">", "</wsse:Nonce>");
    byte[] bytes = Base64.getDecoder().decode(nonce);
    String wanted = UsernameToken.digest(bytes, created, password());
    String user = spec.login().substring(0, spec.login().indexOf(':'));
    boolean isRight =
        question.contains("<wsse:Username>" + user + "</wsse:Username>")
            && question.contains("#PasswordDigest\">" + wanted + "<");
    if (!isRight) {
      return "ter:NotAuthorized";
    }
    Duration apart =
        Duration.between(Instant.parse(created), Instant.now().plus(spec.clockAhead()));
    return apart.abs().compareTo(TOLERANCE) > 0 ? "wsse:MessageExpired" : null;
  }

  private String password() {
    return spec.login().substring(spec.login().indexOf(':') + 1);
  }

  private String says(String name, String service) {
    return switch (name + service) {
      case "GetSystemDateAndTime" -> clock();
      case "GetServices" -> services();
      case "GetDeviceInformation" ->
          "<x:GetDeviceInformationResponse><x:Manufacturer>Fake Works</x:Manufacturer>"
              + "<x:Model>FC-200</x:Model><x:FirmwareVersion>1.2</x:FirmwareVersion>"
              + "<x:SerialNumber>0815</x:SerialNumber></x:GetDeviceInformationResponse>";
      case "GetProfiles" -> profiles();
      case "GetProfiles2" -> profiles2();
      default -> fault("ter:ActionNotSupported");
    };
  }

  private String clock() {
    ZonedDateTime now = Instant.now().plus(spec.toldAhead()).atZone(ZoneOffset.UTC);
    return """
    <x:GetSystemDateAndTimeResponse><x:SystemDateAndTime><x:UTCDateTime>\
    <x:Time><x:Hour>%d</x:Hour><x:Minute>%d</x:Minute><x:Second>%d</x:Second></x:Time>\
    <x:Date><x:Year>%d</x:Year><x:Month>%d</x:Month><x:Day>%d</x:Day></x:Date>\
    </x:UTCDateTime></x:SystemDateAndTime></x:GetSystemDateAndTimeResponse>\
    """
        .formatted(
            now.getHour(),
            now.getMinute(),
            now.getSecond(),
            now.getYear(),
            now.getMonthValue(),
            now.getDayOfMonth());
  }

  private String services() {
    String first = service("ver10/media", "media");
    return "<x:GetServicesResponse>"
        + first
        + (spec.media2() ? service("ver20/media", "media2") : "")
        + "</x:GetServicesResponse>";
  }

  private String service(String namespace, String path) {
    return "<x:Service><x:Namespace>http://www.onvif.org/"
        + namespace
        + "/wsdl</x:Namespace><x:XAddr>"
        + said().replace("device_service", path)
        + "</x:XAddr></x:Service>";
  }

  private String profiles() {
    StringBuilder text = new StringBuilder("<x:GetProfilesResponse>");
    for (int i = 0; i < spec.streams().size(); i++) {
      text.append(
          """
          <x:Profiles token="p%d"><x:Name>stream %d</x:Name><x:VideoEncoderConfiguration>\
          <x:Encoding>H264</x:Encoding><x:Resolution><x:Width>320</x:Width><x:Height>180</x:Height>\
          </x:Resolution><x:RateControl><x:FrameRateLimit>25</x:FrameRateLimit>\
          <x:BitrateLimit>200</x:BitrateLimit></x:RateControl><x:H264><x:GovLength>25</x:GovLength>\
          </x:H264></x:VideoEncoderConfiguration></x:Profiles>\
          """
              .formatted(i, i + 1));
    }
    return text + "</x:GetProfilesResponse>";
  }

  private String profiles2() {
    StringBuilder text = new StringBuilder("<x:GetProfilesResponse>");
    for (int i = 0; i < spec.streams().size(); i++) {
      text.append(
          """
          <x:Profiles token="p%d"><x:Name>stream %d</x:Name><x:Configurations>\
          <x:VideoEncoder GovLength="50"><x:Encoding>H265</x:Encoding><x:Resolution>\
          <x:Width>1920</x:Width><x:Height>1080</x:Height></x:Resolution><x:RateControl>\
          <x:FrameRateLimit>25.0</x:FrameRateLimit><x:BitrateLimit>4096</x:BitrateLimit>\
          </x:RateControl></x:VideoEncoder><x:AudioEncoder><x:Encoding>PCMU</x:Encoding>\
          <x:Bitrate>64</x:Bitrate><x:SampleRate>8</x:SampleRate></x:AudioEncoder>\
          </x:Configurations></x:Profiles>\
          """
              .formatted(i, i + 1));
    }
    return text + "</x:GetProfilesResponse>";
  }

  private String address(int profile, String service) {
    String uri = "<x:Uri>" + XmlText.escaped(spec.streams().get(profile)) + "</x:Uri>";
    String told = service.isEmpty() ? "<x:MediaUri>" + uri + "</x:MediaUri>" : uri;
    return "<x:GetStreamUriResponse>" + told + "</x:GetStreamUriResponse>";
  }

  private static String fault(String code) {
    return "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>"
        + code
        + "</s:Value></s:Subcode></s:Code><s:Reason><s:Text>says the camera</s:Text></s:Reason>"
        + "</s:Fault>";
  }

  private static String envelope(String body) {
    return "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\""
        + " xmlns:x=\"urn:x\" xmlns:ter=\"urn:ter\"><s:Body>"
        + body
        + "</s:Body></s:Envelope>";
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/soap+xml");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static String between(String text, String before, String after) {
    int start = text.indexOf(before);
    int end = start < 0 ? -1 : text.indexOf(after, start + before.length());
    return end < 0 ? "" : text.substring(start + before.length(), end);
  }

  private static String hash(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  @Override
  public void close() {
    discovery.close();
    http.stop(0);
    try {
      responder.join();
    } catch (InterruptedException enough) {
      Thread.currentThread().interrupt();
    }
  }
}
