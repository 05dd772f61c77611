CREATE EXTERNAL TABLE IF NOT EXISTS flow_logs_fl_1 (
  `version` int,
  `account_id` string,
  `interface_id` string,
  `srcaddr` string,
  `dstaddr` string,
  `srcport` int,
  `dstport` int,
  `protocol` int,
  `packets` bigint,
  `bytes` bigint,
  `start` bigint,
  `end` bigint,
  `action` string,
  `log_status` string,
  `pkt_srcaddr` string,
  `pkt_dstaddr` string,
  `pkt_src_aws_service` string,
  `pkt_dst_aws_service` string
)
PARTITIONED BY (`aws-account-id` string, `aws-service` string, `aws-region` string, `year` string, `month` string, `day` string, `hour` string)
STORED AS PARQUET
LOCATION 's3://my-logs/shop/AWSLogs/';

MSCK REPAIR TABLE flow_logs_fl_1;

SELECT interface_id, CASE WHEN pkt_dst_aws_service <> '-' THEN pkt_dst_aws_service ELSE pkt_src_aws_service END AS service, SUM(bytes) AS bytes
FROM flow_logs_fl_1
WHERE interface_id IN ('eni-nat')
  AND action = 'ACCEPT'
  AND (contains('10.0.0.0/8', TRY_CAST(srcaddr AS IPADDRESS)) OR contains('172.16.0.0/12', TRY_CAST(srcaddr AS IPADDRESS)) OR contains('192.168.0.0/16', TRY_CAST(srcaddr AS IPADDRESS)) OR contains('100.64.0.0/10', TRY_CAST(srcaddr AS IPADDRESS)) OR contains('10.0.0.0/16', TRY_CAST(srcaddr AS IPADDRESS))) <> (contains('10.0.0.0/8', TRY_CAST(dstaddr AS IPADDRESS)) OR contains('172.16.0.0/12', TRY_CAST(dstaddr AS IPADDRESS)) OR contains('192.168.0.0/16', TRY_CAST(dstaddr AS IPADDRESS)) OR contains('100.64.0.0/10', TRY_CAST(dstaddr AS IPADDRESS)) OR contains('10.0.0.0/16', TRY_CAST(dstaddr AS IPADDRESS)))
  AND "aws-account-id" = '123456789012' AND "aws-region" = 'eu-west-1'
  AND "year" || '/' || "month" || '/' || "day" || '/' || "hour" BETWEEN '2026/11/19/15' AND '2026/11/26/14'
  AND "start" >= 1795100400 AND "start" < 1795703820
GROUP BY 1, 2
ORDER BY 3 DESC;