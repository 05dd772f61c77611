output "endpoint_ids" {
  description = "VPC endpoint IDs by service, including existing endpoints."
  value = {
    "ecr.api" = "vpce-0eeeeeeeeeeeeeee3"
    "ecr.dkr" = "vpce-0ddddddddddddddd1"
    "s3"      = "vpce-0ccccccccccccccc2"
    "s3/2"    = "vpce-0aaaaaaaaaaaaaaa4"
  }
}

output "s3_prefix_list_id" {
  description = "ID of the S3 prefix list. Security groups that restrict egress must allow outbound 443/tcp to it."
  value       = data.aws_prefix_list.s3.id
}
