"""What is driven: the routes of the gateway, and who feeds them."""
FFMPEG = ["ffmpeg", "-nostdin", "-v", "error"]
LOOP = ["-re", "-stream_loop", "-1", "-i"]
# Seconds that a publisher has to be known everywhere, and a pull or push to notice that its source is back (it tries again after up to 30 s).
SETTLE, SETTLE_CALLED = 20, 50


def routes(ports, file):
    """All keys that are not taken as they come. @param file that one of them plays"""
    own = "127.0.0.1:%d"
    rtsp, rtmp = "rtsp://" + own % ports.rtsp, "rtmp://" + own % ports.rtmp
    return [
        {"key": "in/rtmp", "outputs": {
            "recording": {"container": "fmp4", "retain-size": "16MB"},
            "rtmp-push": [{"url": rtmp + "/copy/rtmp"}],
            "rtsp-push": [{"url": rtsp + "/copy/rtsp"}],
            "renditions": [{"name": "small", "width": 160, "fps": 5, "kbps": 60}],
            "frame-tap": [{"name": "eye", "every": "key", "width": 160, "max-fps": 1, "websocket": True}]}},
        {"key": "in/srt", "outputs": {
            "recording": {"container": "ts", "retain-size": "16MB"},
            "srt-push": [{"url": "srt://" + own % ports.srt + "?streamid=publish:copy/srt"}],
            "udp-ts-push": [{"url": "udp://" + own % ports.copy_udp}]}},
        {"key": "in/srt-own", "sources": [{"type": "srt-listen", "port": ports.srt_own}],
         "srt": {"policy": "deadline", "passphrase": "correcthorse1", "key-length": 16}},
        {"key": "in/srt-call", "sources": [{"type": "srt-call", "host": "127.0.0.1", "port": ports.srt_call}]},
        {"key": "in/rtsp-pull", "sources": [{"type": "rtsp-pull", "url": rtsp + "/in/rtmp", "transport": "tcp"}]},
        {"key": "in/rtsp-pull-udp", "sources": [{"type": "rtsp-pull", "url": rtsp + "/in/srt", "transport": "udp"}]},
        {"key": "in/rtsp-demand", "sources": [
            {"type": "rtsp-pull", "url": rtsp + "/in/udp", "transport": "tcp", "on-demand": True}]},
        {"key": "in/rtmp-pull", "sources": [{"type": "rtmp-pull", "url": rtmp + "/in/srt"}]},
        {"key": "in/udp", "sources": [{"type": "udp-ts", "url": "udp://@:%d" % ports.udp}]},
        {"key": "in/rtp", "sources": [{"type": "udp-ts", "url": "rtp://@:%d" % ports.rtp, "rtp": "on"}]},
        {"key": "in/file", "sources": [{"type": "file", "file": file}]},
        {"key": "in/pattern", "sources": [
            {"type": "test-pattern", "width": 160, "height": 120, "fps": 5, "kbps": 100}]},
        {"key": "in/standby", "sources": [{"type": "srt-listen"}, {"type": "rtmp-publish"}, {"type": "slate"}]},
        {"key": "copy/udp", "sources": [{"type": "udp-ts", "url": "udp://@:%d" % ports.copy_udp}]},
    ]


def publishers(ports, media):
    """Key to the command that feeds it."""
    own = "127.0.0.1:%d"

    def send(path, form, url, *options):
        return [*FFMPEG, *LOOP, path, "-c", "copy", *options, "-f", form, url]

    rtsp = "rtsp://" + own % ports.rtsp
    srt = "srt://" + own % ports.srt
    return {
        "in/rtmp": send(media.mp4, "flv", "rtmp://" + own % ports.rtmp + "/in/rtmp"),
        "in/rtmps": send(media.mp4, "flv", "rtmps://" + own % ports.rtmps + "/in/rtmps"),
        "in/srt": send(media.mp4, "mpegts", srt + "?streamid=publish:in/srt&pkt_size=1316"),
        "in/srt-own": send(media.mp4, "mpegts", "srt://" + own % ports.srt_own + "?passphrase=correcthorse1&pbkeylen=16&pkt_size=1316"),
        "in/srt-call": send(media.mp4, "mpegts", "srt://" + own % ports.srt_call + "?mode=listener&pkt_size=1316"),
        "in/rtsp": send(media.mp4, "rtsp", rtsp + "/in/rtsp", "-rtsp_transport", "tcp"),
        "in/rtsps": send(media.mp4, "rtsp", "rtsps://" + own % ports.rtsps + "/in/rtsps", "-rtsp_transport", "tcp"),
        "in/rtsp-udp": send(media.mp4, "rtsp", rtsp + "/in/rtsp-udp", "-rtsp_transport", "udp"),
        "in/g711": send(media.g711, "rtsp", rtsp + "/in/g711", "-rtsp_transport", "tcp"),
        "in/mjpeg": send(media.mjpeg, "rtsp", rtsp + "/in/mjpeg", "-rtsp_transport", "tcp"),
        "in/udp": send(media.mp4, "mpegts", "udp://" + own % ports.udp + "?pkt_size=1316"),
        "in/rtp": send(media.mp4, "rtp_mpegts", "rtp://" + own % ports.rtp + "?pkt_size=1328"),
        "in/standby": send(media.mp4, "flv", "rtmp://" + own % ports.rtmp + "/in/standby"),
    }


# What readers by SRT have to say beside the key.
SRT_KEYS = {"in/srt-own": "&passphrase=correcthorse1&pbkeylen=16"}
# Keys that are made of others, and come a while after them.
DERIVED = {
    "copy/rtmp": "in/rtmp", "copy/rtsp": "in/rtmp", "copy/srt": "in/srt", "copy/udp": "in/srt", "in/rtmp_small": "in/rtmp",
    "in/rtsp-pull": "in/rtmp", "in/rtsp-pull-udp": "in/srt", "in/rtmp-pull": "in/srt", "in/rtsp-demand": "in/udp",
}
# Keys that feed themselves.
ALWAYS = ["in/file", "in/pattern", "in/standby"]
# Called by the gateway: a publisher that is back is found at the next attempt.
CALLED = {"in/srt-call"}
# Frames go through unchanged, so that those of the source are found again.
UNCHANGED = [
    "in/rtmp", "in/rtmps", "in/srt", "in/srt-own", "in/srt-call", "in/rtsp", "in/rtsps", "in/rtsp-udp", "in/udp", "in/rtp",
    "copy/rtmp", "copy/rtsp", "copy/srt", "copy/udp", "in/rtsp-pull", "in/rtsp-pull-udp", "in/rtmp-pull", "in/rtsp-demand",
]
EVERYTHING = UNCHANGED + ["in/g711", "in/rtmp_small", *ALWAYS]
