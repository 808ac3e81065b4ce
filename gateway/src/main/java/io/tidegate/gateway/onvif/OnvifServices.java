package io.tidegate.gateway.onvif;

import io.tidegate.gateway.onvif.OnvifFailure.Code;
import io.tidegate.media.Nullable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/// The services of one camera, and the questions that are put to them. Wherever they say they are,
/// they are asked at the address of the device service: what a camera answers leads nowhere else.
/// One thread.
final class OnvifServices {
  /// ONVIF Device §8.
  static final String DEVICE = "http://www.onvif.org/ver10/device/wsdl";

  /// ONVIF Media §5.
  private static final String MEDIA = "http://www.onvif.org/ver10/media/wsdl";

  /// ONVIF Media2 §5.
  private static final String MEDIA2 = "http://www.onvif.org/ver20/media/wsdl";

  private static final String SCHEMA = "http://www.onvif.org/ver10/schema";

  private static final int MAX_URL = 1_024;
  private static final int MAX_TOKEN = 128;

  private final URI device;
  private final SoapClient client;
  private @Nullable URI media;
  private @Nullable URI media2;

  OnvifServices(URI device, SoapClient client) {
    this.device = device;
    this.client = client;
  }

  /// Of the device service.
  ///
  /// @param content of the question, as XML
  XmlElement ask(String namespace, String action, String content, boolean secured)
      throws OnvifFailure, InterruptedException {
    return ask(device, namespace, action, content, secured);
  }

  private XmlElement ask(URI at, String namespace, String action, String content, boolean secured)
      throws OnvifFailure, InterruptedException {
    String body = "<t:%s xmlns:t=\"%s\">%s</t:%s>".formatted(action, namespace, content, action);
    XmlElement answer = client.ask(at, namespace + "/" + action, body, secured);
    if (!answer.name().equals(action + "Response")) {
      throw new OnvifFailure(Code.PROTOCOL, "an answer to another question than " + action);
    }
    return answer;
  }

  /// Finds the media services.
  ///
  /// @return which there are, for showing
  String find() throws OnvifFailure, InterruptedException {
    try {
      findByServices();
    } catch (OnvifFailure failure) {
      // ONVIF before 2.0, and cameras that keep it from whoever has no right
      if (failure.code() != Code.FAULT && failure.code() != Code.PROTOCOL) {
        throw failure;
      }
    }
    if (media == null && media2 == null) {
      findByCapabilities();
    }
    if (media == null && media2 == null) {
      throw new OnvifFailure(Code.MEDIA, "it tells of no media service");
    }
    return media2 == null ? "media" : media == null ? "media2" : "media, media2";
  }

  private void findByServices() throws OnvifFailure, InterruptedException {
    String content = "<t:IncludeCapability>false</t:IncludeCapability>";
    for (XmlElement one : ask(DEVICE, "GetServices", content, true).all("Service")) {
      switch (one.text("Namespace")) {
        case MEDIA -> media = near(one.text("XAddr"));
        case MEDIA2 -> media2 = near(one.text("XAddr"));
        default -> {
          // events, PTZ, recordings
        }
      }
    }
  }

  private void findByCapabilities() throws OnvifFailure, InterruptedException {
    XmlElement answer = ask(DEVICE, "GetCapabilities", "<t:Category>All</t:Category>", true);
    media = near(answer.text("Capabilities", "Media", "XAddr"));
  }

  /// The path that it says, at the address that it was called at; null for none.
  private @Nullable URI near(String said) {
    URI service = said.length() > MAX_URL ? null : ServiceUrl.parse(said);
    if (service == null) {
      return null;
    }
    String host = ServiceUrl.host(device);
    if (ServiceUrl.host(service).equals(host)) {
      return service;
    }
    // behind a translation of addresses its ports are others, too: that of the device is known
    String query = service.getRawQuery() == null ? "" : "?" + service.getRawQuery();
    return device.resolve(service.getRawPath() + query);
  }

  /// Which service tells the profiles: `media2`, `media`, or nothing.
  String media() {
    return media2 != null ? "media2" : media != null ? "media" : "";
  }

  List<MediaProfile> profiles() throws OnvifFailure, InterruptedException {
    URI second = media2;
    if (second != null) {
      try {
        String wanted = "<t:Type>VideoEncoder</t:Type><t:Type>AudioEncoder</t:Type>";
        List<MediaProfile> found =
            ProfileReader.read(ask(second, MEDIA2, "GetProfiles", wanted, true));
        if (!found.isEmpty() || media == null) {
          return found;
        }
      } catch (OnvifFailure failure) {
        boolean isItsOwn = failure.code() == Code.FAULT || failure.code() == Code.PROTOCOL;
        if (media == null || !isItsOwn) {
          throw failure;
        }
      }
      media2 = null;
    }
    URI first = media;
    if (first == null) {
      throw new OnvifFailure(Code.MEDIA, "it tells of no media service");
    }
    return ProfileReader.read(ask(first, MEDIA, "GetProfiles", "", true));
  }

  /// Where a profile plays over RTSP: at the address of the camera, without user and password;
  /// empty where it says nothing usable.
  String streamUrl(String token) throws OnvifFailure, InterruptedException {
    if (token.length() > MAX_TOKEN) {
      return "";
    }
    String profile = "<t:ProfileToken>" + XmlText.escaped(token) + "</t:ProfileToken>";
    URI second = media2;
    if (second != null) {
      String content = "<t:Protocol>RTSP</t:Protocol>" + profile;
      return played(ask(second, MEDIA2, "GetStreamUri", content, true).text("Uri"));
    }
    URI first = media;
    if (first == null) {
      return "";
    }
    String setup =
        ("<t:StreamSetup xmlns:tt=\"" + SCHEMA + "\"><tt:Stream>RTP-Unicast</tt:Stream>")
            + "<tt:Transport><tt:Protocol>RTSP</tt:Protocol></tt:Transport></t:StreamSetup>";
    XmlElement answer = ask(first, MEDIA, "GetStreamUri", setup + profile, true);
    return played(answer.text("MediaUri", "Uri"));
  }

  private String played(String said) {
    if (said.length() > MAX_URL) {
      return "";
    }
    URI uri;
    try {
      // some cameras leave blanks and braces as they are
      uri = new URI(said.replace(" ", "%20").replace("{", "%7B").replace("}", "%7D"));
    } catch (URISyntaxException notOne) {
      return "";
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean isRtsp = scheme.equals("rtsp") || scheme.equals("rtsps");
    return isRtsp && uri.getHost() != null ? ServiceUrl.at(uri, ServiceUrl.host(device)) : "";
  }
}
