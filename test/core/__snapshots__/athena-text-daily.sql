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
  `log_status` string
)
PARTITIONED BY (`time` string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY ' '
LOCATION 's3://my-logs/shop/AWSLogs/123456789012/vpcflowlogs/eu-west-1/'
TBLPROPERTIES (
  'skip.header.line.count'='1',
  'projection.enabled'='true',
  'projection.time.type'='date',
  'projection.time.range'='2015/06/01,NOW',
  'projection.time.format'='yyyy/MM/dd',
  'projection.time.interval'='1',
  'projection.time.interval.unit'='DAYS',
  'storage.location.template'='s3://my-logs/shop/AWSLogs/123456789012/vpcflowlogs/eu-west-1/${time}'
);

SELECT interface_id, CASE WHEN contains('3.5.0.0/19', TRY_CAST(srcaddr AS IPADDRESS)) OR contains('3.5.0.0/19', TRY_CAST(dstaddr AS IPADDRESS)) THEN 's3' WHEN contains('52.94.5.0/24', TRY_CAST(srcaddr AS IPADDRESS)) OR contains('52.94.24.0/23', TRY_CAST(srcaddr AS IPADDRESS)) OR contains('52.94.5.0/24', TRY_CAST(dstaddr AS IPADDRESS)) OR contains('52.94.24.0/23', TRY_CAST(dstaddr AS IPADDRESS)) THEN 'dynamodb' ELSE '-' END AS service, SUM(bytes) AS bytes
FROM flow_logs_fl_1
WHERE interface_id IN ('eni-nat')
  AND action = 'ACCEPT'
  AND (contains('10.0.0.0/8', TRY_CAST(srcaddr AS IPADDRESS)) OR contains('172.16.0.0/12', TRY_CAST(srcaddr AS IPADDRESS)) OR contains('192.168.0.0/16', TRY_CAST(srcaddr AS IPADDRESS)) OR contains('100.64.0.0/10', TRY_CAST(srcaddr AS IPADDRESS)) OR contains('10.0.0.0/16', TRY_CAST(srcaddr AS IPADDRESS))) <> (contains('10.0.0.0/8', TRY_CAST(dstaddr AS IPADDRESS)) OR contains('172.16.0.0/12', TRY_CAST(dstaddr AS IPADDRESS)) OR contains('192.168.0.0/16', TRY_CAST(dstaddr AS IPADDRESS)) OR contains('100.64.0.0/10', TRY_CAST(dstaddr AS IPADDRESS)) OR contains('10.0.0.0/16', TRY_CAST(dstaddr AS IPADDRESS)))
  AND "time" BETWEEN '2026/11/19' AND '2026/11/26'
  AND "start" >= 1795100400 AND "start" < 1795703820
GROUP BY 1, 2
ORDER BY 3 DESC;